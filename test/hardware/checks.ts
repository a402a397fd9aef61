/**
 * All checks, one device after the other: the emulated bus has one port. Runs in the guest of `npm run test:hardware`.
 */
import { systemClock } from '../../base/clock.ts';
import { watchDevices } from '../../devices/driver/hot-plug.ts';
import { checkPaymentTerminal } from './payment-terminal.ts';
import { checkReceiptPrinter } from './receipt-printer.ts';
import { checkScanner } from './scanner.ts';

const hotPlug = watchDevices(systemClock);
await checkScanner(hotPlug);
await checkPaymentTerminal(hotPlug);
await checkReceiptPrinter(hotPlug);
hotPlug.close();
process.exit(0);
