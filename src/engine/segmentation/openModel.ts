import type { InstancePipeline } from '../inference/instances/instancePipeline.ts';
import type { PaperPipeline } from '../inference/paper/paperPipeline.ts';
import type { InstanceClip } from './instances/instanceClip.ts';

/** The open model; one of kind "instances" together with what it knows of the open clip. */
export type OpenModel =
  | { readonly pipeline: PaperPipeline; readonly instanceClip?: undefined }
  | { readonly pipeline: InstancePipeline; readonly instanceClip: InstanceClip };
