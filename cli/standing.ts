import type { Standing, StandingRow } from '../functions/core/standing.ts';
import { plain, spanOf } from '../functions/core/wording.ts';
import type { World } from './check.ts';
import { proseWidth, wrap } from './paint.ts';
import { type Cell, cutName, tableLines } from './table.ts';

/** Shows how far an awaited value has come: a table that is redrawn on a terminal, a line for each change in a pipe. */
export interface StandingDisplay {
  show(standing: Standing, seconds: number): void;
  /** The last word: to standard output where the value is there, else to standard error, with `closing` below it. `isBlind`: nobody could be asked. */
  end(standing: Standing, seconds: number, closing: readonly string[], isBlind: boolean): void;
}

/** Opens the display for one name. */
export function openStanding(name: string, { out, err, screen, page, now, env }: World): StandingDisplay {
  const isLive = screen.isTTY && env.TERM !== 'dumb';
  let drawn = 0;
  let told = '';
  const draw = (lines: readonly string[]) => {
    screen.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };
  return {
    show(standing, seconds) {
      const line = lineOf(standing);
      const head = `${name}: ${line.split(';')[0]}, ${spanOf(seconds)}`;
      if (isLive) draw([...wrap(head, proseWidth(page, 0)), ...tableOf(standing, page)]);
      else if (line !== told) out(`${now().toISOString()}  ${name}: ${line}\n`);
      told = line;
    },
    end({ ready, rows, zone, why }, seconds, closing, isBlind) {
      const late = rows.filter(({ has }) => isBlind || has === false).map(rowText);
      if (ready) return out(`${name}: ready after ${spanOf(seconds)}: every nameserver of ${zone} shows it\n`);
      if (drawn > 0) draw([]); // the last words name whoever is late: a table above them would say it twice
      const is = isBlind ? 'is not known to be ready' : 'is not ready';
      const head = `${name} ${is} after ${spanOf(seconds)}: ${why === '' ? late.join(', ') : plain(why)}`;
      err([head, ...closing].map((line) => `picket: ${line}\n`).join(''));
    },
  };
}

function lineOf({ rows, why }: Standing): string {
  if (why !== '') return plain(why);
  const asked = rows.filter(({ has }) => has !== undefined);
  const late = asked.filter(({ has }) => has === false);
  const count = `${asked.length - late.length} of ${asked.length} nameservers show it`;
  return late.length === 0 ? count : `${count}; not yet: ${late.map(rowText).join(', ')}`;
}

function rowText({ subject, says }: StandingRow): string {
  return plain(`${subject} ${says}`);
}

function tableOf({ rows }: Standing, page: World['page']): readonly string[] {
  const columns = [{ title: 'nameserver', shrink: { cut: cutName, least: 20 } }, { title: 'TXT' }];
  const cells = rows.map(({ subject, has, says }): Cell[] => [
    { text: subject },
    { text: says, role: has === undefined ? 'unknown' : has ? 'well' : 'warning' },
  ]);
  return rows.length === 0 ? [] : tableLines(columns, cells, page);
}
