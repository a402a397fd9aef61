import './without-eval.ts';
import { createRoot } from 'react-dom/client';
import { systemClock } from '../base/clock.ts';
import { App } from './app.tsx';
import { createEntrance } from './data/entrance.ts';
import './theme/theme.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
const entrance = createEntrance({ fetch: (...request) => fetch(...request), now: systemClock.now });
createRoot(root).render(<App entrance={entrance} />);
void entrance.begin();
