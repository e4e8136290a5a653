import * as v from 'valibot';
import { type Answered, reading } from './wire.ts';

/** The tags of all alarms, by ARN. */
export type Tags = Map<string, Map<string, string>>;

const TagRequest = v.object({
  ResourceARN: v.string(),
  Tags: v.array(
    v.object({
      Key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
      Value: v.pipe(
        v.string(),
        v.maxLength(256),
        v.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, 'has characters that no tag may have'),
      ),
    }),
  ),
});

/** TagResource: 50 tags a resource; values by the pattern of the API reference. */
export function tagResource(request: unknown, tags: Tags, known: (arn: string) => boolean): Answered {
  return reading(TagRequest, request, ({ ResourceARN: arn, Tags: given }) => {
    if (!known(arn)) return missing(arn);
    const mine = tags.get(arn) ?? new Map<string, string>();
    for (const { Key, Value } of given) mine.set(Key, Value);
    if (mine.size > 50) return { refusal: { code: 'LimitExceeded', says: 'Too many tags' } };
    tags.set(arn, mine);
    return { body: {} };
  });
}

/** ListTagsForResource. */
export function listTags(request: unknown, tags: Tags, known: (arn: string) => boolean): Answered {
  return reading(v.object({ ResourceARN: v.string() }), request, ({ ResourceARN: arn }) => {
    if (!known(arn)) return missing(arn);
    return { body: { Tags: [...(tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value })) } };
  });
}

function missing(arn: string): Answered {
  return { refusal: { code: 'ResourceNotFoundException', says: `Unknown resource ${arn}`, status: 404 } };
}
