/** From a touch to the next painted frame, measured in the page itself. */
import type { CDPSession, Page } from '@playwright/test';

/** From the event's own time stamp to the frame after the first change of the document. Once for each document. */
export const watchPaints = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const times: number[] = [];
    let began = 0;
    addEventListener(
      'pointerup',
      (event) => {
        began = event.timeStamp;
      },
      { capture: true },
    );
    new MutationObserver(() => {
      if (began === 0) return;
      const start = began;
      began = 0;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        // The message comes after the frame was painted.
        port1.onmessage = () => times.push(performance.now() - start);
        port2.postMessage(null);
      });
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    Object.assign(globalThis, { paintTimes: times });
  });

const taken = (page: Page): Promise<number[]> =>
  page.evaluate(() => (globalThis as unknown as { paintTimes: number[] }).paintTimes);

/** Touches once and answers the milliseconds to the next painted frame. */
export async function touchToPaint(
  page: Page,
  cdp: CDPSession,
  point: { readonly x: number; readonly y: number },
): Promise<number> {
  const before = (await taken(page)).length;
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.waitForFunction(
    (count) => (globalThis as unknown as { paintTimes: number[] }).paintTimes.length > count,
    before,
  );
  return (await taken(page)).at(-1) ?? Number.NaN;
}
