/** Talos releases that the image factory of the world has, and what each talosctl says of itself. */
export const TALOS_RELEASES: readonly string[] = [
  'v1.12.0',
  'v1.12.9',
  'v1.12.10',
  'v1.12.11',
  'v1.13.0',
  'v1.13.5',
  'v1.13.6',
  'v1.13.7',
  'v1.13.8',
  'v1.13.9',
];

/** The client that the lab puts on PATH. */
export const TALOSCTL = 'v1.13.9';
