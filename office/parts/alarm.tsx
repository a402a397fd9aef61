/** Calls for help are heard and shown by the browser, on whatever page somebody is and behind other windows. */
import { useEffect, useRef, useState } from 'react';
import type { OfficeHelpCall } from '../../register/contract/office.ts';
import { useFeed } from '../context.tsx';
import { w } from '../words.ts';
import { mayRing, ring } from './bell.ts';
import { Button } from './button.tsx';

/** Milliseconds: as long as nobody has answered, it rings again. */
const AGAIN_MS = 20_000;

const placeOf = ({ terminal, place }: OfficeHelpCall): string =>
  place === null ? terminal : w('help.where', { terminal, place });

/** A browser without notifications, or on a line that is none of the safe ones, has no such interface. */
const permission = (): NotificationPermission | 'none' => ('Notification' in window ? Notification.permission : 'none');

/** Tells what is new; returns what is to be said to those who do not see it. */
function useNewCalls(calls: readonly OfficeHelpCall[], { sound }: { sound: boolean }): string {
  const known = useRef(new Set<string>());
  const shown = useRef(new Map<string, Notification>());
  const [said, setSaid] = useState('');
  useEffect(() => {
    const open = calls.filter(({ state }) => state === 'open');
    const fresh = open.filter(({ key }) => !known.current.has(key));
    for (const call of calls) known.current.add(call.key);
    for (const [key, notification] of shown.current) {
      if (open.some((call) => call.key === key)) continue;
      notification.close();
      shown.current.delete(key);
    }
    if (fresh.length === 0) return;
    if (sound) ring();
    setSaid(fresh.map((call) => w('help.new', { where: placeOf(call) })).join(' '));
    if (permission() !== 'granted') return;
    for (const call of fresh) {
      // Of several pages of the same browser, one shows it: the tag is the same.
      const notification = new Notification(w('help.notification'), { body: placeOf(call), tag: call.key });
      notification.addEventListener('click', () => {
        window.focus();
        notification.close();
      });
      shown.current.set(call.key, notification);
    }
  }, [calls, sound]);
  useEffect(() => {
    const all = shown.current;
    return () => {
      for (const notification of all.values()) notification.close();
    };
  }, []);
  return said;
}

export function Alarm() {
  const { calls } = useFeed();
  const [sound, setSound] = useState(true);
  const [allowed, setAllowed] = useState(mayRing);
  const [notifies, setNotifies] = useState(permission);
  const said = useNewCalls(calls ?? [], { sound });
  const waits = (calls ?? []).some(({ state }) => state === 'open');
  useEffect(() => {
    const look = (): void => setAllowed(mayRing());
    for (const event of ['click', 'keyup']) window.addEventListener(event, look);
    return () => {
      for (const event of ['click', 'keyup']) window.removeEventListener(event, look);
    };
  }, []);
  useEffect(() => {
    if (!sound || !waits) return;
    const timer = window.setInterval(ring, AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [sound, waits]);
  return (
    <section className="alarm" aria-labelledby="alarm">
      <h2 className="alarm__title" id="alarm">
        {w('alarm.title')}
      </h2>
      {sound && !allowed ? (
        <>
          <p>{w('alarm.gesture')}</p>
          <Button
            tone="primary"
            icon="sound"
            label={w('alarm.allow')}
            onClick={() => {
              setAllowed(true);
              ring();
            }}
          />
        </>
      ) : (
        <Button
          icon={sound ? 'sound' : 'silence'}
          label={w(sound ? 'alarm.soundOn' : 'alarm.soundOff')}
          pressed={sound}
          onClick={() => {
            setSound(!sound);
            if (!sound) ring();
          }}
        />
      )}
      {notifies === 'default' ? (
        <Button
          icon="bell"
          label={w('alarm.notify')}
          onClick={() => void Notification.requestPermission().then(setNotifies)}
        />
      ) : (
        <p className="alarm__state">{w(`alarm.notifies.${notifies}`)}</p>
      )}
      <p className="kern-sr-only" role="alert">
        {said}
      </p>
    </section>
  );
}
