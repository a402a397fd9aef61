import { EVENTS, type EventName, type FieldsOf } from './catalogue.ts';

export interface Log {
  /** Writes one event. Fields that the catalogue does not list are a bug and throw before anything is written. */
  write<E extends EventName>(name: E, fields: FieldsOf<E>): void;
}

/** One JSON object a line: time (ISO 8601, UTC), level, event, fields. */
export function createLog(sink: (line: string) => void, now: () => number): Log {
  return {
    write(name, fields) {
      const { level, fields: shape } = EVENTS[name];
      const checked = shape.parse(fields);
      sink(JSON.stringify({ time: new Date(now()).toISOString(), level, event: name, ...checked }));
    },
  };
}
