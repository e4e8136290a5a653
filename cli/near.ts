/** Steps of insertion, deletion and replacement from one word to another (Levenshtein's distance). */
export function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The words that somebody may have meant, nearest first, six at most: those it is a part of, then those a few letters away. */
export function nearest(typed: string, words: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase().slice(0, 80);
  if (wanted === '') return [];
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return words
    .map((word) => ({ word, away: word.includes(wanted) ? 0 : distance(wanted, word) }))
    .filter(({ away }) => away <= reach)
    .sort((a, b) => a.away - b.away)
    .slice(0, 6)
    .map(({ word }) => word);
}
