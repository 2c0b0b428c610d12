import type { ExportFormat } from '../../core/export/exportFormats.ts';
import { coco } from '../../core/labels/coco.ts';
import { cvatVideo } from '../../core/labels/cvatVideo.ts';
import { labelStudio } from '../../core/labels/labelStudio.ts';
import { motChallenge } from '../../core/labels/motChallenge.ts';
import { pascalVoc } from '../../core/labels/pascalVoc.ts';
import { yoloSegmentation } from '../../core/labels/yoloSegmentation.ts';
import {
  finalCutXml,
  momentsCsv,
  momentsEdl,
  momentsJson,
  resolveMarkers,
} from '../../core/moments/momentLists.ts';
import { openTimeline } from '../../core/moments/openTimeline.ts';
import { alphaWebm } from './formats/alphaWebm/alphaWebm.ts';
import type { Exporter } from './exporter.ts';
import { createLabelExporter } from './labelExporter.ts';
import { createListExporter } from './listExporter.ts';
import { mattePair } from './formats/mattePair.ts';
import { mattePng } from './formats/mattePng.ts';
import { palettePng } from './formats/palettePng/palettePng.ts';
import { rgbaPng } from './formats/rgbaPng.ts';
import { audioWav } from './formats/audioWav/audioWav.ts';
import { stillPng } from './formats/stillPng.ts';
import { videoMp4 } from './formats/videoMp4.ts';

/** The exporter of every format. */
export const EXPORTERS: Readonly<Record<ExportFormat, Exporter>> = {
  'rgba-png': rgbaPng,
  'matte-png': mattePng,
  'palette-png': palettePng,
  'coco-rle': createLabelExporter(coco),
  'yolo-seg': createLabelExporter(yoloSegmentation),
  'cvat-video': createLabelExporter(cvatVideo),
  'label-studio': createLabelExporter(labelStudio),
  mot: createLabelExporter(motChallenge),
  'pascal-voc': createLabelExporter(pascalVoc),
  'video-mp4': videoMp4,
  'matte-pair': mattePair,
  'alpha-webm': alphaWebm,
  'still-png': stillPng,
  'sound-wav': audioWav,
  'moments-csv': createListExporter(momentsCsv),
  'moments-json': createListExporter(momentsJson),
  'moments-edl': createListExporter(momentsEdl),
  'moments-otio': createListExporter(openTimeline),
  'markers-edl': createListExporter(resolveMarkers),
  'markers-xml': createListExporter(finalCutXml),
};
