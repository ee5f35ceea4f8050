/**
 * CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF), the checksum of EMVCo QR codes, as four
 * upper-case hex digits. The check value of `123456789` is `29B1`.
 * @param text ASCII only
 */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
