import { useTerminal } from '../context.tsx';

/** Whose ticket it is: the town's arms and name, as on the slip. */
export function TicketHead() {
  const { town } = useTerminal().view;
  return (
    <p className="ticket__head" lang="de" dir="ltr">
      {town.arms === null ? null : (
        <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(town.arms)}`} alt="" draggable={false} />
      )}
      {town.name}
    </p>
  );
}
