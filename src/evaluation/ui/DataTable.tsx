import styles from './Evaluation.module.css';

type DataTableProps = {
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly isQuiet?: boolean }[];
};

/** The first cell of a row names it. It scrolls sideways by itself, also by keyboard. */
export const DataTable = ({ caption, header, rows }: DataTableProps) => (
  // Focusable, because what scrolls must also scroll by keyboard.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <section className={styles['scroller']} tabIndex={0} aria-label={caption}>
    <table className={styles['table']}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {header.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ cells: [name, ...cells], isQuiet }, row) => (
          <tr key={`${name}-${row}`} data-quiet={isQuiet}>
            <th scope="row">{name}</th>
            {cells.map((cell, column) => (
              <td key={header[column + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
