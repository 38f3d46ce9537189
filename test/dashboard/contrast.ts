type Rgb = readonly [red: number, green: number, blue: number];

/**
 * The contrast of two colours, from 1 to 21.
 *
 * @param colour `#rrggbb`
 * @param background the same, or layers of it from the bottom up; those above may be `#rrggbbaa`
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function contrast(colour: string, ...background: readonly string[]): number {
  const [first, ...layers] = background;
  const below = layers.reduce<Rgb>((under, layer) => over(layer, under), rgbOf(first ?? ''));
  const [light, dark] = [luminance(rgbOf(colour)), luminance(below)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function over(layer: string, under: Rgb): Rgb {
  const opacity = layer.length === 9 ? Number.parseInt(layer.slice(7), 16) / 255 : 1;
  const mixed = rgbOf(layer).map((value, index) => {
    return value * opacity + (under[index] ?? 0) * (1 - opacity);
  });
  return mixed as unknown as Rgb;
}

function rgbOf(colour: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb;
}

function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
