/** The command grammar's answer (DESIGN 7, 12): a class, never a bare boolean. */
export type CommandClass = 'read' | 'propose' | 'act' | 'never';

export interface CommandVerdict {
  readonly class: CommandClass;
  /** Which rule decided, in words a human and a model can act on. */
  readonly reason: string;
  /** For `read`: what to run, with orch's own flags injected. Same as asked otherwise. */
  readonly argv: readonly string[];
}

export interface CommandContext {
  /** Absolute path of the read-only kubeconfig, when there is one. */
  readonly kubeconfig?: string;
  readonly talosconfig?: string;
  /** Addresses that `-n` and `-e` may name. */
  readonly nodes: readonly string[];
  readonly deniedNamespaces: readonly string[];
  /** Answers whether a repo-relative path is a readable, tracked, unprotected regular file. */
  readonly readable: (path: string) => boolean;
  /** Answers whether a repo-relative path is a folder that `ls` may list; absent: none but the root. */
  readonly listable?: (path: string) => boolean;
  /** Names and addresses beside the nodes that ping, dig and nc may ask; absent: none. */
  readonly hosts?: readonly string[];
}
