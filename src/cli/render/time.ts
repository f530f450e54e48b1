/** `2026-11-20 21:04` in the machine's own time zone. */
export const localTime = (iso: string): string => {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** `21:04:07` in the machine's own time zone. */
export const localClock = (iso: string): string => new Date(iso).toTimeString().slice(0, 8);

/** `2 h 5 min`, `3 min 10 s`, `4.2 s`. */
export const duration = (ms: number): string => {
  // From 9.95 s on one decimal would say 10.0.
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
};

/** How long ago, for a table cell. */
export const ago = (iso: string, now: number): string => {
  const ms = now - Date.parse(iso);
  return ms < 60_000 ? 'just now' : `${duration(Math.floor(ms / 60_000) * 60_000)} ago`;
};
