/** The name of the night a run belongs to: evening and the morning after share one. Local time, cut at noon. */
export const nightOf = (now: Date): string => {
  const shifted = new Date(now.getTime() - 12 * 3_600_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${shifted.getFullYear()}-${two(shifted.getMonth() + 1)}-${two(shifted.getDate())}`;
};
