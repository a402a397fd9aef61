import { type Result, err, ok } from '../../base/result.ts';

/**
 * An X window dump as Xvfb keeps it in `-fbdir` (X11/XWDFile.h, version 7): a header of big-endian words, a colour map,
 * pixels.
 */
export interface XwdLayout {
  readonly width: number;
  readonly height: number;
  /** Where the first pixel stands in the file, and bytes from one row to the next. */
  readonly offset: number;
  readonly stride: number;
}

export function readXwdHeader(file: Uint8Array): Result<XwdLayout, string> {
  if (file.length < 100) return err('the file is shorter than an XWD header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (index: number): number => view.getUint32(index * 4);
  const [headerSize, version, format, width, height, byteOrder, bitsPerPixel, stride] = [0, 1, 2, 4, 5, 7, 11, 12].map(
    word,
  ) as [number, number, number, number, number, number, number, number];
  const colours = word(19);
  if (version !== 7) return err(`file_version is ${version}, not 7`);
  if (format !== 2) return err(`pixmap_format is ${format}, not ZPixmap`);
  if (bitsPerPixel !== 32 || byteOrder !== 0)
    return err(`${bitsPerPixel} bits a pixel in byte order ${byteOrder}; only 32 and LSBFirst are read`);
  if ([14, 15, 16].map(word).join() !== [0xff0000, 0xff00, 0xff].join())
    return err('the colour masks are not those of 24-bit RGB');
  if (width < 1 || height < 1 || width > 16_384 || height > 16_384 || stride < width * 4)
    return err(`${width}×${height} with ${stride} bytes a row`);
  const offset = headerSize + colours * 12;
  if (file.length < offset + stride * height) return err('the file ends within the picture');
  return ok({ width, height, offset, stride });
}

/** Blue-green-red-unused into the order of a canvas, opaque. */
export function toRgba(file: Uint8Array, { width, height, offset, stride }: XwdLayout): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = offset + y * stride;
    for (let x = 0; x < width; x++, from += 4, to += 4) {
      rgba[to] = file[from + 2]!;
      rgba[to + 1] = file[from + 1]!;
      rgba[to + 2] = file[from]!;
      rgba[to + 3] = 255;
    }
  }
  return rgba;
}
