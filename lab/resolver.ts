import type { Answerer } from './answering.ts';
import type { Internet } from './internet.ts';
import { type LabRecord, typeOf } from './record.ts';
import type { Vice } from './vice.ts';
import { type Message, RCODES, replyTo } from './wire.ts';

/** The first free addresses of a lab: root, `test` and `example` have six. Whatever is served first gets these. */
export const RESOLVERS = ['127.53.0.7', '127.53.0.8', '127.53.0.9'] as const;

/** What a resolver says to a question that is put to it. */
type Resolving = (query: Message) => Partial<Message>;

/** A server that resolves, and says the same whoever asks. */
export const resolving = (say: Resolving): Vice => {
  return (): Answerer => (query) => replyTo(query, { recursionAvailable: true, ...say(query) });
};

/** Rejects what it checks, and gives it unchecked. */
export const rejects: Resolving = ({ checkingDisabled }) => ({ rcode: checkingDisabled ? RCODES.NOERROR : RCODES.SERVFAIL });

/** Is out of order: SERVFAIL, checked or not. */
export const outOfOrder: Resolving = () => ({ rcode: RCODES.SERVFAIL });

/** Finds all well. */
export const accepts: Resolving = () => ({});

/** Has these records in its cache. */
export const holding = (...records: readonly LabRecord[]): Resolving => {
  return ({ question }) => ({
    answers: records.filter((record) => record.owner === question?.name.toLowerCase() && typeOf(record) === question.type),
  });
};

/** Has these records, and has proven them. */
export const proving = (...records: readonly LabRecord[]): Resolving => {
  return (query) => ({ ...holding(...records)(query), authenticData: true });
};

/** Starts resolvers at `RESOLVERS`, before anything else is served. */
export async function serveResolvers(internet: Internet, ...say: readonly Resolving[]): Promise<void> {
  const hosts = say.map((one, index) => ({ name: `r${index + 1}.resolvers.test`, holds: false, vice: resolving(one) }));
  await internet.serve({ zone: 'resolvers.test', hosts, delegated: false });
}
