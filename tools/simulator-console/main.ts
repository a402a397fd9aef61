import { homedir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { defaultDeskPort, startDesk } from './server.ts';
import { startWorkbench } from './workbench.ts';

/**
 * The simulated devices and the simulator console alone: `npm run desk`, or `foyer-training` where it is installed as a
 * package. Prints how to configure a terminal for them. Ends with Ctrl-C.
 */
const data =
  process.env['FOYER_DATA'] ?? join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'foyer');
const path = process.env['FOYER_RECEIPT_PRINTER'] || join(data, 'devices', 'receipt-printer');
/** One port for each device that is reached over the network. */
const lastFirstPort = 65_535 - 9;

try {
  const port = portFrom('FOYER_DESK_PORT', defaultDeskPort, 65_535);
  const workbench = await startWorkbench({
    receiptPrinter: { path },
    firstPort: portFrom('FOYER_DEVICE_PORT', 8_500, lastFirstPort),
  });
  const desk = await startDesk({ port, simulators: workbench });
  console.log(`# Gerätetisch: ${desk.url}\n# In die Konfiguration des Terminals:`);
  // A battery that is empty only in play must not switch the machine off.
  console.log(stringify({ terminal: { onLowBattery: 'stay' }, devices: workbench.configs }));

  const end = async (): Promise<void> => {
    await desk.stop();
    await workbench.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());
} catch (error) {
  const { code, port, message } = error as NodeJS.ErrnoException & { readonly port?: number };
  console.error(
    code === 'EADDRINUSE'
      ? `Anschluss ${port} ist belegt. Läuft der Gerätetisch schon? Andere Anschlüsse: FOYER_DESK_PORT, FOYER_DEVICE_PORT.`
      : message,
  );
  // Devices that did start would keep it running; the serial line goes with its other end.
  process.exit(1);
}

/** 0 takes any that is free. */
function portFrom(name: string, usual: number, highest: number): number {
  const port = Number(process.env[name] || usual);
  if (!Number.isInteger(port) || port < 0 || port > highest) throw new Error(`${name}: eine Zahl von 0 bis ${highest}`);
  return port;
}
