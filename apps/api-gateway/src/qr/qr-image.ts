import QRCode, { type QRCodeToStringOptions } from 'qrcode';

/** 15 % of the code may be dirty; four modules of quiet zone are what the standard asks for. */
const options = { errorCorrectionLevel: 'M', margin: 4 } satisfies QRCodeToStringOptions;
/** Pixels per module: an FPS code is then about 450 pixels wide. */
const scale = 8;

export const qrPng = (text: string): Promise<Buffer> =>
  QRCode.toBuffer(text, { ...options, scale, type: 'png' });

export const qrSvg = (text: string): Promise<string> =>
  QRCode.toString(text, { ...options, type: 'svg' });

/** The PNG as a `data:` URL, for `image_data_url` in the API. */
export const qrDataUrl = async (text: string): Promise<string> =>
  `data:image/png;base64,${(await qrPng(text)).toString('base64')}`;
