/** What a part of a page asks the register for by itself, again whenever its key changes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Result } from '../../base/result.ts';
import type { Failure } from './client.ts';

export interface LookedUp<T> {
  /** Null: not yet. Of an earlier key until the next answer is there. */
  readonly value: T | null;
  readonly failure: Failure | null;
  again(): void;
}

/** `key`: of what is asked for; an answer to an earlier one that comes late is dropped. */
export function useLookedUp<T>(key: string, look: () => Promise<Result<T, Failure>>): LookedUp<T> {
  const [state, setState] = useState<Pick<LookedUp<T>, 'value' | 'failure'>>({ value: null, failure: null });
  const newest = useRef(0);
  const asks = useRef(look);
  useEffect(() => {
    asks.current = look;
  });
  const again = useCallback((): void => {
    const mine = (newest.current += 1);
    void asks.current().then((answer) => {
      if (mine !== newest.current) return;
      setState((before) =>
        answer.ok ? { value: answer.value, failure: null } : { value: before.value, failure: answer.error },
      );
    });
  }, []);
  useEffect(() => {
    again();
    return () => void (newest.current += 1);
  }, [again, key]);
  return { ...state, again };
}
