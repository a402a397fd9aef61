/** The sound of a call for help: two tones, made here, so that no file has to be there. */

/** Browsers play nothing before somebody has clicked or pressed a key on the page. */
export const mayRing = (): boolean => navigator.userActivation?.hasBeenActive ?? true;

/** Hertz, and seconds from the beginning. */
const TONES = [
  { pitch: 784, from: 0 },
  { pitch: 1_047, from: 0.22 },
  { pitch: 784, from: 0.6 },
  { pitch: 1_047, from: 0.82 },
];
const LENGTH_S = 0.3;
const LOUD = 0.35;

let audio: AudioContext | null = null;

export function ring(): void {
  if (!mayRing()) return;
  audio ??= new AudioContext();
  const context = audio;
  void context.resume();
  const begin = context.currentTime + 0.02;
  for (const { pitch, from } of TONES) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    // Without a soft beginning and end it would click.
    volume.gain.setValueAtTime(0, begin + from);
    volume.gain.linearRampToValueAtTime(LOUD, begin + from + 0.02);
    volume.gain.linearRampToValueAtTime(0, begin + from + LENGTH_S);
    tone.connect(volume).connect(context.destination);
    tone.start(begin + from);
    tone.stop(begin + from + LENGTH_S);
  }
}
