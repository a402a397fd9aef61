import type { RichBlock } from '../../register/contract/contract.ts';
import type { RichWords as RichWordsView } from '../../electron/ipc/view.ts';
import { inLanguage } from '../context.tsx';

/** The town's formatted text. It is drawn from data; there is no foreign HTML to interpret. */
export function RichWords({ words }: { words: RichWordsView }) {
  return (
    <div className="rich" {...inLanguage(words.language)}>
      {words.blocks.map((block, at) => (
        <Block key={at} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { block: RichBlock }) {
  if (block.kind === 'list') {
    const items = block.items.map((item, at) => (
      <li key={at}>
        {item.map((inner, index) => (
          <Block key={index} block={inner} />
        ))}
      </li>
    ));
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  const runs = block.runs.map((run, at) =>
    run.bold === true ? <strong key={at}>{run.text}</strong> : <span key={at}>{run.text}</span>,
  );
  return block.kind === 'heading' ? <h3>{runs}</h3> : <p>{runs}</p>;
}
