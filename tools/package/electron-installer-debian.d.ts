/** What the maker uses of a package that brings no types of its own. */
declare module 'electron-installer-debian' {
  interface InstallerData {
    readonly src: string;
    readonly dest: string;
    readonly arch: string;
    readonly options: Readonly<Record<string, unknown>>;
    rename(dest: string): string;
    logger(message: string): void;
  }
  export class Installer {
    constructor(data: InstallerData);
    readonly options: Record<string, unknown> & {
      name: string;
      version: string;
      arch: string;
      depends: string[];
      recommends: string[];
      suggests: string[];
      packagePaths: string[];
    };
    readonly stagingDir: string;
    readonly sourceDir: string;
    get contentFunctions(): string[];
    generateDefaults(): Promise<unknown>;
    generateOptions(): unknown;
    createStagingDir(): Promise<void>;
    createContents(): Promise<void>;
    createPackage(): Promise<void>;
    movePackage(): Promise<void>;
  }
}
