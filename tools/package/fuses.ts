/**
 * The runtime's fuses (electronjs.org/docs/latest/tutorial/fuses): switches inside the executable, turned once, when
 * the package is made. An attacker who controls the terminal's environment or command line cannot turn it into a Node
 * interpreter or attach Node's debugger. No fuse covers Chromium's own switches.
 */
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

export const FUSES: Readonly<Record<FuseV1Options, boolean>> = {
  [FuseV1Options.RunAsNode]: false,
  // No cookie ever reaches the disk: the page's session is kept in memory. On, start would wait for a key ring that a
  // kiosk lacks.
  [FuseV1Options.EnableCookieEncryption]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Checked on macOS and Windows only (docs, "ASAR Integrity"), and no hash is embedded on Linux to check against. Here
  // the archive belongs to root, and `dpkg --verify foyer` compares it with the package.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from foyer://; file: needs no privilege.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** The official runtime must have every fuse; the older stand-in gets those that it knows. */
export async function turnFuses(executable: string, official: boolean): Promise<void> {
  if (official) {
    await flipFuses(executable, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...FUSES });
    return;
  }
  const known = await getCurrentFuseWire(executable);
  const settings = Object.entries(FUSES).filter(([fuse]) => fuse in known);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: false,
    ...Object.fromEntries(settings),
  });
}
