import type { DriverSurroundings } from '../driver/driver.ts';
import { createLink } from '../link/create.ts';
import { EventDevice } from '../driver/event-device.ts';
import { BoardConversation, type BoardState } from './conversation.ts';
import type { IoBoardConfig } from './config.ts';
import type { InputEvent, IoBoard, IoBoardStatus } from './io-board.ts';

/** Sensors and lights on a board at a serial port. What lights should show outlives the board's absence. */
export function createIoBoard(config: IoBoardConfig, around: DriverSurroundings): IoBoard {
  const { clock } = around;
  const state: BoardState = { inputs: new Map(), wished: new Map() };
  const board = new EventDevice<IoBoardStatus, InputEvent>({
    ...around,
    link: () => createLink(config.link, clock),
    createProtocol: (context) => new BoardConversation(config, state, clock, context),
    linked() {
      const reasons = [
        ...(state.inputs.get('door') === true ? ['door-open' as const] : []),
        ...(state.inputs.get('tamper') === true ? ['tampered' as const] : []),
      ];
      return reasons.length > 0 ? { state: 'degraded', reasons } : { state: 'ready' };
    },
  });
  return {
    status: () => board.status(),
    identity: () => board.identity(),
    frames: () => board.frames(),
    onStatus: (listener) => board.onStatus(listener),
    onEvent: (listener) => board.onEvent(listener),
    restart: () => board.restart(),
    close: () => board.close(),
    input: (name) => state.inputs.get(name) ?? null,
    light: (name, wished) => void state.wished.set(name, wished),
  };
}
