/** Everything of the outside that the use cases may touch, handed in: the command line gives the real one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** This process, for locks that others can read. */
  readonly self: { readonly pid: number; readonly host: string; readonly token: string };
  /** Whether a process of this machine is alive. */
  isAlive(pid: number): boolean;
  now(): Date;
  /** Uniform in [0, 1). */
  random(): number;
  sleep(seconds: number): Promise<void>;
  /** A passing state, shown on a terminal only. */
  progress(text: string): void;
  /** A line for people, beside the report. */
  say(line: string): void;
  /** True once the user asked to stop: nothing new starts. */
  isInterrupted(): boolean;
  /** True once the user asked twice: waiting ends too. */
  isImpatient(): boolean;
}
