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
  const talker = new EventDevice<IoBoardStatus, InputEvent>({
    ...around,
    link: () => createLink(config.link, clock),
    createProtocol: (partner) => new BoardConversation(config, state, clock, partner),
    linked() {
      const reasons = [
        ...(state.inputs.get('door') === true ? ['door-open' as const] : []),
        ...(state.inputs.get('tamper') === true ? ['tampered' as const] : []),
      ];
      return reasons.length > 0 ? { state: 'degraded', reasons } : { state: 'ready' };
    },
  });
  return {
    status: () => talker.status(),
    identity: () => talker.identity(),
    frames: () => talker.frames(),
    onStatus: (listener) => talker.onStatus(listener),
    onEvent: (listener) => talker.onEvent(listener),
    restart: () => talker.restart(),
    close: () => talker.close(),
    input: (name) => state.inputs.get(name) ?? null,
    light: (name, wished) => void state.wished.set(name, wished),
  };
}
