/**
 * How two processes talk: structured clones both ways. Electron's ports and Node's forks are made to look like this.
 */
export interface Channel {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): void;
}
