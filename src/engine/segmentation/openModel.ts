import type { InstancePipeline } from '../inference/instances/instancePipeline.ts';
import type { Pipeline } from '../inference/pipeline.ts';
import type { InstanceClip } from './instances/instanceClip.ts';

/** The open model; one of kind "instances" together with what it knows of the open clip. */
export type OpenModel =
  | { readonly pipeline: Pipeline; readonly instanceClip?: undefined }
  | { readonly pipeline: InstancePipeline; readonly instanceClip: InstanceClip };
