import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PrinterFault } from '../../../devices/receipt-printer/simulator/faults.ts';
import { Interpreter } from '../../../devices/receipt-printer/simulator/interpreter.ts';
import { Mechanism } from '../../../devices/receipt-printer/simulator/mechanism.ts';
import { Outputs, type PrintedPaper } from '../../../devices/receipt-printer/simulator/outputs.ts';
import { Presenter } from '../../../devices/receipt-printer/simulator/presenter.ts';
import { ManualClock } from '../../../devices/simulation/clock.ts';
import { FaultBox } from '../../../devices/simulation/faults.ts';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const commands = {
  slip: text('Beleg\n\x1dVB\x00'),
  line: text('Zeile\n'),
  retract: text('\x1de\x02'),
  eject: text('\x1de\x05'),
  ejectorStatus: text('\x1de\x06'),
  fullStatus: Buffer.of(0x10, 0x04, 20),
  automaticFullStatus: Buffer.of(0x1d, 0xe0, 0x0f),
  recoverAndClear: Buffer.of(0x10, 0x05, 2),
};
const present = (steps: number): Buffer => Buffer.of(0x1d, 0x65, 3, steps);

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;

test("any chunking gives the same commands in Custom's dialect too, and no byte is lost", () => {
  const piece = fc.oneof(
    fc
      .constantFrom(0x65, 0xe0)
      .chain((code) => fc.array(fc.nat(7), { maxLength: 3 }).map((rest) => [0x1d, code, ...rest])),
    fc.array(fc.nat(0x1f), { maxLength: 4 }),
  );
  const wire = fc.array(piece, { maxLength: 20 }).map((parts) => Uint8Array.from(parts.flat()));
  fc.assert(
    fc.property(wire, (input) => {
      const whole = new Interpreter('custom');
      const once = whole.push(input);
      const single = new Interpreter('custom');
      expect([...input].flatMap((byte) => single.push(Uint8Array.of(byte)))).toEqual(once);
      expect(once.reduce((sum, { size }) => sum + size, 0) + whole.pendingBytes).toBe(input.length);
    }),
    { numRuns },
  );
});

test('under any actions of host and person a ticket is in exactly one place, and a person has only what was taken or ejected', () => {
  const sent = fc.oneof(
    fc.constant(commands.slip),
    fc.constantFrom(...Object.values(commands)),
    fc.nat(14).map((steps) => present(steps)),
  );
  const action = fc.constantFrom(
    'take',
    'pullHalf',
    'jamExit',
    'clearJam',
    'wait',
    'wait',
    'moment',
    'power',
    'tearOff',
    'exit-jam',
    'retract-fails',
    'cutter',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(sent, action), { maxLength: 30 }), (story) => {
      const clock = new ManualClock();
      const faults = new FaultBox<PrinterFault>(
        () => undefined,
        () => undefined,
      );
      const outputs = new Outputs(576);
      const presenter = new Presenter<PrintedPaper>(faults, 'presenter', (paper, way) => outputs.left(paper, way));
      let printed = 0;
      const mechanism = new Mechanism({
        clock,
        faults,
        widthDots: 576,
        presenter,
        send: () => undefined,
        violation: () => undefined,
        changed: () => undefined,
        piece: (piece) => {
          printed++;
          outputs.piece(piece, presenter);
        },
      });
      for (const step of story) {
        if (typeof step !== 'string') mechanism.receive(step);
        else if (step === 'wait') clock.advance(5000);
        else if (step === 'moment') clock.advance(100);
        else if (step === 'tearOff') mechanism.tearOff();
        else if (step === 'power') {
          mechanism.powerOff();
          mechanism.powerOn();
        } else if (step === 'exit-jam' || step === 'retract-fails' || step === 'cutter')
          faults.failNext({ kind: step });
        else mechanism.atPresenter(() => presenter[step]());
        const { held, taken, ejected, retracted, removed } = outputs.snapshot(presenter);
        const places = [...(held === null ? [] : [held.ticket]), ...taken, ...ejected, ...retracted, ...removed];
        expect(places.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
          Array.from({ length: printed }, (_, i) => i + 1),
        );
        expect(new Set(outputs.papers())).toEqual(new Set([...taken, ...ejected]));
        if (held !== null) expect(held.protruding).toBeLessThan(held.length);
      }
    }),
    { numRuns },
  );
});
