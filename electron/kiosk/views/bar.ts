import type { View } from '../../ipc/view.ts';

/** Of a screen that offers nothing around itself. */
export const NO_BAR: View['bar'] = {
  back: false,
  home: null,
  cancel: false,
  help: false,
  pause: false,
  languages: false,
  settings: false,
};
