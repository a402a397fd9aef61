import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Surface } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

export function DocumentType({ screen }: { screen: ScreenOf<'document-type'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page page--choice">
      <Hero title={w('documentType.title')} picture="slip" />
      <Scroll>
        <div className="tiles">
          {screen.types.map(({ type, icon, title, line }) => (
            <Surface
              key={type}
              label=""
              className="tile"
              onPress={() => send({ type: 'choose-document', document: type })}
            >
              <span className="tile__icon">
                <Icon name={icon} />
              </span>
              <span className="tile__words">
                <span className="tile__title">{t(title)}</span>
                <span>{t(line)}</span>
              </span>
            </Surface>
          ))}
        </div>
      </Scroll>
    </div>
  );
}
