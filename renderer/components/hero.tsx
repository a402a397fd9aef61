import { type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Picture } from './illustration.tsx';
import { useTerminal, useUpperPart } from '../context.tsx';
import { Icon } from './icon.tsx';
import { Illustration } from './illustration.tsx';
import { Stations } from './stations.tsx';
import { Title } from './title.tsx';

export type Tone = 'plain' | 'info' | 'success' | 'warning' | 'danger';

interface HeroProps {
  /** The question, or the answer. */
  readonly title: ReactNode;
  readonly lang?: string;
  readonly dir?: 'ltr' | 'rtl';
  readonly tone?: Tone;
  readonly picture?: Picture;
  /** Where there is no picture; else the mark of what the visitor is at. */
  readonly icon?: string;
  /** In the picture's place: a number, a code. */
  readonly children?: ReactNode;
}

/**
 * The upper part of every visitor's page: what it is about, and below it the heading, on the same line of the glass on
 * every page. Where nothing may be out of reach the picture stands in the part that nobody has to reach.
 */
export function Hero({ title, tone = 'plain', picture = 'none', icon, children, ...words }: HeroProps) {
  const { view } = useTerminal();
  const upper = useUpperPart();
  const mark = tone === 'plain' || tone === 'info' ? (icon ?? view.subject?.icon ?? 'information') : tone;
  const shown =
    children ??
    (picture === 'none' ? (
      <span className="medallion">
        <Icon name={mark} />
      </span>
    ) : (
      <>
        <Illustration picture={picture} />
        {tone === 'plain' || tone === 'info' ? null : (
          <span className="medallion medallion--beside">
            <Icon name={tone} />
          </span>
        )}
      </>
    ));
  const visual = <div className={`hero__picture hero__picture--${tone}`}>{shown}</div>;
  return (
    <div className={`hero hero--${tone}`}>
      <Stations />
      {upper === null ? visual : createPortal(visual, upper)}
      <Title {...words}>{title}</Title>
    </div>
  );
}
