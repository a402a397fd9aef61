import type { ScreenOf, ServiceLink } from '../../electron/ipc/view.ts';
import { Surface } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Keyboard } from '../components/keyboard.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { inLanguage, useTerminal } from '../context.tsx';

export function Search({ screen }: { screen: ScreenOf<'search'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page page--typing">
      <Hero title={w('search.title')} icon="search" />
      <p className="field" role="textbox" aria-label={w('search.label')} aria-readonly="true">
        <Icon name="search" />
        {screen.query === '' ? (
          <span className="field__hint">{w('search.placeholder')}</span>
        ) : (
          <bdi className="field__typed">{screen.query}</bdi>
        )}
        <i className="field__caret" aria-hidden="true" />
      </p>
      <Scroll key={screen.results === null ? 'categories' : 'results'}>
        {screen.results === null ? (
          <>
            <Offices offices={screen.offices} title />
            <Topics screen={screen} />
          </>
        ) : screen.hint === undefined ? (
          <>
            {screen.here.length === 0 ? null : (
              <ul className="list">
                {screen.here.map((tile) => (
                  <li key={tile.id}>
                    <Surface
                      label=""
                      className="row"
                      disabled={tile.unavailable !== undefined}
                      onPress={() => send({ type: 'open-tile', id: tile.id })}
                    >
                      <span className="row__words">
                        <span className="row__title">{t(tile.title)}</span>
                        <span>{tile.unavailable === undefined ? w('service.here') : t(tile.unavailable)}</span>
                      </span>
                      <Icon name={tile.icon} />
                    </Surface>
                  </li>
                ))}
              </ul>
            )}
            <Offices offices={screen.offices} />
            {screen.results.length === 0 ? null : (
              <>
                <p className="subtitle">
                  {screen.found > screen.results.length
                    ? w('search.countOf', { count: screen.found, shown: screen.results.length })
                    : w('search.count', { count: screen.found })}
                </p>
                <ServiceList services={screen.results} />
              </>
            )}
          </>
        ) : (
          <>
            <p className="notice-line">
              <Icon name="info" />
              {t(screen.hint)}
            </p>
            <Topics screen={screen} />
          </>
        )}
      </Scroll>
      <Keyboard />
    </div>
  );
}

/** Offices with what their hours say now. `title`: they stand there without having been searched for. */
function Offices({ offices, title = false }: { offices: ScreenOf<'search'>['offices']; title?: boolean }) {
  const { send, t, w } = useTerminal();
  if (offices.length === 0) return null;
  return (
    <>
      {title ? <h2 className="subtitle">{w('search.offices')}</h2> : null}
      <ul className="list">
        {offices.map((office) => (
          <li key={office.id}>
            <Surface label="" className="row" onPress={() => send({ type: 'open-office', id: office.id })}>
              <span className="row__words">
                <span className="row__title" {...inLanguage(office.name.language)}>
                  {office.name.text}
                </span>
                <span>{t(office.openNow)}</span>
              </span>
              <Icon name="place" />
            </Surface>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The town's topics, for visitors who have no word to search for. */
function Topics({ screen }: { screen: ScreenOf<'search'> }) {
  const { send, w } = useTerminal();
  return (
    <>
      <h2 className="subtitle">{w('search.categories')}</h2>
      <div className="categories">
        {screen.categories.map((category) => (
          <Surface
            key={category.id}
            label=""
            className="category"
            onPress={() => send({ type: 'open-category', id: category.id })}
          >
            <Icon name={category.icon} />
            <span {...inLanguage(category.name.language)}>{category.name.text}</span>
          </Surface>
        ))}
      </div>
    </>
  );
}

export function ServiceList({ services }: { services: readonly ServiceLink[] }) {
  const { send, w } = useTerminal();
  return (
    <ul className="list services">
      {services.map((service) => (
        <li key={service.id}>
          <Surface label="" className="row" onPress={() => send({ type: 'open-service', id: service.id })}>
            <span className="row__words" {...inLanguage(service.name.language)}>
              <span className="row__title">{service.name.text}</span>
              {service.summary === undefined ? null : (
                <span {...inLanguage(service.summary.language)}>{service.summary.text}</span>
              )}
            </span>
            {service.free ? <span className="kern-badge kern-badge--success">{w('fee.free')}</span> : null}
          </Surface>
        </li>
      ))}
    </ul>
  );
}
