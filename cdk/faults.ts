import type * as v from 'valibot';

/** Any of the schemas that the configuration's shape is made of, by what can be asked of it. */
interface Schema {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
  readonly getter?: (input: object) => Schema;
}

/** What is wrong, a sentence each behind its place. Of what is no setting valibot tells the first alone; here all are, with those that there are. */
export function faultsOf(issue: v.BaseIssue<unknown>, shape: v.GenericSchema): readonly string[] {
  const keys = (issue.path ?? []).map(({ key }) => key);
  const place = placeOf(keys);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const around = keys.slice(0, -1);
    const { entries = {} } = schemaAt(shape as Schema, around) ?? {};
    const strangers = Object.keys(Object(issue.path?.at(-1)?.input)).filter((key) => !Object.hasOwn(entries, key));
    const settings = settingsOf(entries);
    return strangers.map(
      (key) => `${placeOf([...around, key])}: is no setting of Picket; expected one of ${settings.join(', ')}`,
    );
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined') return [`${place}: is missing`];
  return [
    `${place === '' ? 'the configuration' : place}: ${issue.type === 'strict_object' ? 'is no object with settings' : issue.message}`,
  ];
}

function placeOf(keys: readonly unknown[]): string {
  const parts = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return parts.join('').slice(1);
}

/** The settings of an object, but for those that are there to be refused. */
function settingsOf(entries: NonNullable<Schema['entries']>): readonly string[] {
  return Object.entries(entries).flatMap(([name, one]) => (one.wrapped?.type === 'never' ? [] : [name]));
}

/** The schema of a place in the configuration, freed from what only says that it may be left out. */
function schemaAt(schema: Schema | undefined, keys: readonly unknown[]): Schema | undefined {
  if (schema?.wrapped !== undefined) return schemaAt(schema.wrapped, keys);
  if (schema?.getter !== undefined) return schemaAt(schema.getter({}), keys);
  const [key, ...rest] = keys;
  if (key === undefined) return schema;
  return schemaAt(typeof key === 'number' ? schema?.item : schema?.entries?.[String(key)], rest);
}

/** All faults at once, in an error that is told without a stack trace. */
export function configError(faults: readonly string[]): Error {
  const head = faults.length === 1 ? 'The configuration has a fault:' : `The configuration has ${faults.length} faults:`;
  const error = new Error([head, ...faults.map((fault) => `  ${fault}`)].join('\n'));
  error.name = 'ConfigError';
  return error;
}
