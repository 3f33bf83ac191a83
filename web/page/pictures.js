// pictures.js - images on the GPU: pictures for the pages, and the textures of models. The browser decodes them.

import {createQueue} from "./queue.js";

export const MOST_PX = 640;

/** Width and height of `from` fitted into a square of `most`, never larger than they are. */
export function fitted(width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * `gl()` gives {context, make(), find(id), remake(id), drop(id)}: textures by their number in the program. Pictures know
 * where they came from, so a lost context is mended by decoding them again.
 */
export function createPictures({gl, createImageBitmap, load}) {
  const made = new Map();   // texture number -> source: {blob}, {bitmap} or {path}
  const decodeQueue = createQueue({most: 3});   // a photo of 12 megapixels takes 48 MB while it is decoded

  async function decode(blob) {
    const whole = await createImageBitmap(blob, {imageOrientation: "from-image", colorSpaceConversion: "none", premultiplyAlpha: "none"});
    const [width, height] = fitted(whole.width, whole.height, MOST_PX);
    if (width === whole.width && height === whole.height) return whole;
    const small = await createImageBitmap(whole, {resizeWidth: width, resizeHeight: height, resizeQuality: "high", premultiplyAlpha: "none"});
    whole.close();
    return small;
  }

  async function bitmapOf(source) {
    if (source.bitmap) return source.bitmap;
    if (source.blob) return decodeQueue(() => decode(source.blob));
    const response = await load(source.path);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const blob = await response.blob();
    return decodeQueue(() => decode(blob));
  }

  /** Texture number and size of what `source` shows; {id: 0} when it cannot be decoded. */
  async function make(source) {
    try {
      const bitmap = await bitmapOf(source);
      const {width, height} = bitmap;
      const id = gl().make();
      fill(gl().context, gl().find(id), bitmap, false);
      if (!source.bitmap) bitmap.close();
      made.set(id, source);
      return {id, width, height};
    } catch {
      return {id: 0, width: 0, height: 0};
    }
  }

  async function restore() {
    for (const id of made.keys()) gl().remake(id);
    await Promise.all([...made].map(async ([id, source]) => {
      try {
        const bitmap = await bitmapOf(source);
        if (made.has(id)) fill(gl().context, gl().find(id), bitmap, false);
        if (!source.bitmap) bitmap.close();
      } catch {
        // The file is gone or the server away: the place stays empty.
      }
    }));
  }

  return {
    make, restore,
    release(id) {
      if (!made.has(id)) return;
      made.get(id).bitmap?.close();
      made.delete(id);
      gl().drop(id);
    },
    /** A texture of a canvas as it is now: for text, one texel a device pixel. Its maker remakes it after a lost context. */
    take(canvas) {
      const id = gl().make();
      fill(gl().context, gl().find(id), canvas, false);
      return id;
    },
    /** Fills texture `id` with an encoded image as glTF wants it; the size, or zeros. */
    async decodeTexture(id, bytes, mime, isSrgb) {
      const texture = gl().find(id);
      try {
        const bitmap = await createImageBitmap(new Blob([bytes], {type: mime}),
          {imageOrientation: "none", premultiplyAlpha: "none", colorSpaceConversion: "none"});
        if (!texture || gl().find(id) !== texture || gl().context.isContextLost()) throw new Error("The texture is gone.");
        const size = {width: bitmap.width, height: bitmap.height};
        fill(gl().context, texture, bitmap, isSrgb, true);
        bitmap.close();
        return size;
      } catch {
        return {width: 0, height: 0};
      }
    },
  };
}

/** Uploads with mipmaps; leaves binding and unpacking as they were. `keepsParameters`: the caller's sampler stays. */
function fill(context, texture, bitmap, isSrgb, keepsParameters = false) {
  const target = context.TEXTURE_2D;
  const bound = context.getParameter(context.TEXTURE_BINDING_2D);
  const unpackBuffer = context.getParameter(context.PIXEL_UNPACK_BUFFER_BINDING);
  if (unpackBuffer) context.bindBuffer(context.PIXEL_UNPACK_BUFFER, null);
  context.bindTexture(target, texture);
  for (const [name, value] of [["UNPACK_ROW_LENGTH", 0], ["UNPACK_ALIGNMENT", 4], ["UNPACK_SKIP_ROWS", 0], ["UNPACK_SKIP_PIXELS", 0]]) {
    context.pixelStorei(context[name], value);
  }
  context.texImage2D(target, 0, isSrgb ? context.SRGB8_ALPHA8 : context.RGBA8, context.RGBA, context.UNSIGNED_BYTE, bitmap);
  context.generateMipmap(target);
  if (!keepsParameters) {
    context.texParameteri(target, context.TEXTURE_MIN_FILTER, context.LINEAR_MIPMAP_LINEAR);
    context.texParameteri(target, context.TEXTURE_MAG_FILTER, context.LINEAR);
    context.texParameteri(target, context.TEXTURE_WRAP_S, context.CLAMP_TO_EDGE);
    context.texParameteri(target, context.TEXTURE_WRAP_T, context.CLAMP_TO_EDGE);
  }
  context.bindTexture(target, bound);
  if (unpackBuffer) context.bindBuffer(context.PIXEL_UNPACK_BUFFER, unpackBuffer);
}
