import type {
  RequestBody,
  RequestEvent,
  RequestName,
  RequestResult,
} from '../protocol/requests.ts';
import type { Credits } from './media/displayReader.ts';

export type RequestContext<N extends RequestName> = {
  readonly signal: AbortSignal;
  readonly emit: (event: RequestEvent<N>, transfer?: Transferable[]) => void;
  /** Frames that the page has room for; used by `play-frames`. */
  readonly credits: Credits;
};

type HandlerResponse<N extends RequestName> = {
  readonly result: RequestResult<N>;
  readonly transfer?: Transferable[];
};

/** One handler a request. @throws EarmarkError of the kinds in core/util/errors.ts. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    body: RequestBody<N>,
    context: RequestContext<N>,
  ) => Promise<HandlerResponse<N>>;
};
