import { connect } from '../../simulator/host.ts';

/** What the simulators of the small devices have in common. */
interface Simulator {
  readonly address: string;
  readonly faults: { failNext(fault: { readonly kind: 'unplug' }): void };
  readonly actions: { plugIn(): Promise<void> };
  snapshot(): { readonly plugged: boolean };
  onChange(listener: () => void): () => void;
}

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Resolves when `holds` does, looked at on every change of the simulator. */
export function until(simulator: Pick<Simulator, 'onChange'>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const off = simulator.onChange(() => {
      if (!holds()) return;
      off();
      resolve();
    });
  });
}

export type RawHost = Awaited<ReturnType<typeof connect>>;

/** Connects and waits until the simulator has heard `greeting`: what it sends by itself before that would be lost. */
export async function greet(simulator: Simulator, greeting: Uint8Array): Promise<RawHost> {
  const host = await connect(simulator.address);
  const heard = new Promise<void>((resolve) => {
    const off = simulator.onChange(() => {
      off();
      resolve();
    });
  });
  host.send(greeting);
  await heard;
  return host;
}

/** The next bytes as text. */
export const readText = async (host: RawHost, length: number): Promise<string> =>
  Buffer.from(await host.read(length), 'hex').toString('latin1');

/**
 * Unplugged by a fault: the connection ends, no host can connect, and the address is the same afterwards. Resolves to a
 * host that called again.
 */
export async function unpluggedAndBack(simulator: Simulator, host: RawHost): Promise<RawHost> {
  const { address } = simulator;
  simulator.faults.failNext({ kind: 'unplug' });
  await host.ended();
  if (simulator.snapshot().plugged) throw new Error('still plugged in');
  const refused = await connect(address).then(
    () => false,
    () => true,
  );
  if (!refused) throw new Error('somebody answers at an unplugged device');
  await simulator.actions.plugIn();
  return connect(address);
}
