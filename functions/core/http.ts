/** One HTTP request to one address. Redirects are never followed here: each hop is a request of its own. */
export interface HttpRequest {
  /** `https://` or `http://`, with host, port, path and query. The host goes into SNI and the Host header. */
  readonly url: string;
  /** The literal address to connect to; default: the first that `lookup` gives for the host. */
  readonly address?: string;
  /** Further header fields. Default none; User-Agent and Accept are set. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is read up to this many bytes. Default 65,536. */
  readonly maxBytes?: number;
  /** Read the body as a character for each byte and not as UTF-8? For what is no text. Default false. */
  readonly binary?: boolean;
  /** Milliseconds from the first packet to the end of the body. Default 8000: no multiple of 5 s, so that the target's own such pauses show. */
  readonly timeoutMs?: number;
  /**
   * It goes to a service that Picket relies on, not to one that it looks at: its certificate must be valid, it is asked one question at a time, and
   * none before it wants to be asked again (Retry-After, RFC 9110 section 10.2.3). Default false.
   */
  readonly isSource?: boolean;
  /**
   * An answer of a source holds until it wants to be asked again: until then it is given once more and nobody is asked, as long as the process lives
   * (RFC 9773 section 4.3). Default false.
   */
  readonly isKept?: boolean;
}

/** What came back, whatever the status. Texts are from the network and untrusted. */
export interface HttpResponse {
  readonly address: string;
  readonly status: number;
  /** Field names in lower case; fields that came several times are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body went on beyond `maxBytes`, or its end did not come. */
  readonly truncated: boolean;
  /** Milliseconds from the standing connection, TLS included, to the end of the response's header. */
  readonly firstByteMs: number;
  /** How far the server's clock is ahead of ours, by its Date and Age fields; negative where it is behind. Left out where it sent no date. */
  readonly clockSkewSeconds?: number;
}

/** What a web page must be like, as its operator declares. */
export interface DeclaredPage {
  /** The status, a redirect's own where it is one. Default: anything below 500. */
  readonly status?: number;
  /** A text that the first 64 kB of the body hold. */
  readonly body?: string;
  /** Header fields, by name in any case, each with a text that its value holds. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a response sends its client (RFC 9110 section 15.4), without the fragment; undefined where it is no redirect or leads to nothing readable. */
export function redirectOf({ status, headers }: HttpResponse, from: string): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return undefined;
  const next = URL.parse(headers.location, from);
  if (next === null) return undefined;
  next.hash = '';
  return next.href;
}
