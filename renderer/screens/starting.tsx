import { Title } from '../components/title.tsx';
import { useTerminal } from '../context.tsx';

export function Starting() {
  const { w } = useTerminal();
  return (
    <div className="center">
      <span className="kern-loader" aria-hidden="true" />
      <Title>{w('starting.title')}</Title>
      <p>{w('starting.body')}</p>
    </div>
  );
}
