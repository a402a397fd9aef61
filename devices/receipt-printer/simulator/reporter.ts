import type { Command } from './commands.ts';
import type { Violation } from './faults.ts';
import { AutomaticFullStatus, ejectorStatus, fullStatus, fullStatusAnswer, printStatus } from './full-status.ts';
import type { Ejector } from './presenter.ts';
import { type Condition, automaticStatus, concerns, identity, queuedStatus, realTimeStatus } from './status.ts';

export interface ReporterPorts {
  /** Null without a presenter. */
  readonly ejector: Pick<Ejector, 'bit2' | 'condition'> | null;
  condition(): Condition;
  send(bytes: Uint8Array): void;
  violation(kind: Violation['kind'], detail: string): void;
}

/**
 * What the printer says of itself: at once when asked in real time, in its turn when asked in the data, and unasked.
 */
export class Reporter {
  readonly #ports: ReporterPorts;
  readonly #automaticFullStatus = new AutomaticFullStatus();
  #mask = 0;
  #dragMotor = false;

  constructor(ports: ReporterPorts) {
    this.#ports = ports;
  }

  /** Whether the motor draws paper under the head, which only a kiosk printer reports; true where that is news. */
  setDragMotor(on: boolean): boolean {
    const news = this.#ports.ejector !== null && this.#dragMotor !== on;
    this.#dragMotor = on;
    return news;
  }

  /** Power is lost: automatic status is off. */
  reset(): void {
    this.#mask = 0;
    this.#dragMotor = false;
    this.#automaticFullStatus.set(0, []);
  }

  /** DLE EOT n. */
  realTime(n: number): void {
    const { ejector } = this.#ports;
    const condition = this.#ports.condition();
    const name = `DLE EOT ${n}`;
    if (ejector !== null && n === 17) this.#answer(printStatus(condition, this.#dragMotor), name);
    else if (ejector !== null && n === 20) this.#answer(fullStatusAnswer(this.#fullStatus()), name);
    else this.#answer(realTimeStatus(n, condition), name);
  }

  /** A command of the data that asks for an answer or sets up what is sent unasked; false: it is not one of these. */
  execute(command: Command): boolean {
    const { ejector } = this.#ports;
    const condition = this.#ports.condition();
    switch (command.op) {
      case 'process-id':
        this.#ports.send(Uint8Array.of(0x37, 0x22, ...command.id, 0x00));
        return true;
      case 'transmit-status':
        this.#answer(queuedStatus(command.n, condition), `GS r ${command.n}`);
        return true;
      case 'transmit-identity':
        this.#answer(identity(command.n), `GS I ${command.n}`);
        return true;
      case 'automatic-status':
        this.#mask = command.mask;
        if (command.mask !== 0) this.#ports.send(automaticStatus(condition));
        return true;
      case 'ejector-status':
        this.#answer(ejector === null ? null : ejectorStatus(condition, ejector.condition(), ejector.bit2), 'GS e 6');
        return true;
      case 'automatic-full-status':
        this.#automaticFullStatus.set(command.mask, this.#fullStatus());
        return true;
      default:
        return false;
    }
  }

  /** Tells a host that asked for it (GS a) how the condition has changed. */
  changed(before: Condition, after: Condition): void {
    if (concerns(this.#mask, before, after)) this.#ports.send(automaticStatus(after));
  }

  /** Tells a host that asked for it (GS E0) whether a bit of the full status has changed. */
  fullStatusChanged(): void {
    const status = this.#automaticFullStatus.changed(this.#fullStatus());
    if (status !== null) this.#ports.send(status);
  }

  #fullStatus(): readonly number[] {
    const { ejector } = this.#ports;
    return ejector === null ? [] : fullStatus(this.#ports.condition(), ejector.condition(), this.#dragMotor);
  }

  #answer(answer: number | Uint8Array | null, name: string): void {
    if (answer === null) this.#ports.violation('unsupported-command', name);
    else this.#ports.send(typeof answer === 'number' ? Uint8Array.of(answer) : answer);
  }
}
