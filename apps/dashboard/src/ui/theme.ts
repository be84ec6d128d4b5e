import { theme as antTheme, type ThemeConfig } from 'antd'

export type Scheme = 'light' | 'dark'

/** Colours by meaning. One accent; the others say a state, always beside an icon and a word. Text on its ground ≥ 4.5 : 1. */
interface Palette {
  readonly page: string
  readonly surface: string
  readonly raised: string
  readonly line: string
  readonly control: string
  readonly text: string
  readonly quiet: string
  readonly accent: string
  readonly accentHover: string
  readonly accentSoft: string
  readonly onAccent: string
  readonly good: string
  readonly goodSoft: string
  readonly warn: string
  readonly warnSoft: string
  readonly bad: string
  readonly badSoft: string
  readonly selected: string
}

export const palettes: Readonly<Record<Scheme, Palette>> = {
  light: {
    page: '#f4f5f7',
    surface: '#ffffff',
    raised: '#ffffff',
    line: '#e2e5ea',
    control: '#838b96',
    text: '#1b2027',
    quiet: '#565f6b',
    accent: '#0958d9',
    accentHover: '#003eb3',
    accentSoft: '#e9f1fe',
    onAccent: '#ffffff',
    good: '#237804',
    goodSoft: '#edf8e7',
    warn: '#ad4e00',
    warnSoft: '#fff5e6',
    bad: '#cf1322',
    badSoft: '#fff0ef',
    selected: '#eef3fc',
  },
  dark: {
    page: '#0f1216',
    surface: '#171b21',
    raised: '#1f242b',
    line: '#2b313a',
    control: '#7b8492',
    text: '#e4e7eb',
    quiet: '#a4adb9',
    accent: '#7db1ff',
    accentHover: '#a6caff',
    accentSoft: '#1b2a40',
    onAccent: '#0a1322',
    good: '#7fd069',
    goodSoft: '#16261a',
    warn: '#f2b35e',
    warnSoft: '#2c2214',
    bad: '#ff8a82',
    badSoft: '#331c1d',
    selected: '#1a2636',
  },
}

/** The system's own fonts, Chinese ones included: nothing is fetched. */
const FONT_STACK =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
const MONO_STACK = "ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace"

/** A thumb's target: no control is lower on a telephone. */
const THUMB = 44

/** The whole look of antd, from the palette; on a telephone for a thumb. */
export function themeOf(scheme: Scheme, isPhone: boolean): ThemeConfig {
  const colour = palettes[scheme]
  const accented = {
    colorPrimary: colour.accent,
    colorPrimaryHover: colour.accentHover,
    colorPrimaryActive: colour.accentHover,
  }
  return {
    algorithm: scheme === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    cssVar: { key: 'budeng' },
    hashed: false,
    token: {
      fontFamily: FONT_STACK,
      fontFamilyCode: MONO_STACK,
      borderRadius: 6,
      ...(isPhone
        ? { fontSize: 15, controlHeight: THUMB, controlHeightSM: THUMB, controlHeightLG: THUMB + 4 }
        : { fontSize: 13, controlHeight: 30, controlHeightSM: 26 }),
      wireframe: false,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      colorPrimary: colour.accent,
      colorPrimaryHover: colour.accentHover,
      colorPrimaryActive: colour.accentHover,
      colorPrimaryBg: colour.accentSoft,
      colorInfo: colour.accent,
      colorLink: colour.accent,
      colorLinkHover: colour.accentHover,
      colorSuccess: colour.good,
      colorSuccessBg: colour.goodSoft,
      colorWarning: colour.warn,
      colorWarningBg: colour.warnSoft,
      colorError: colour.bad,
      colorErrorBg: colour.badSoft,
      colorTextLightSolid: colour.onAccent,
      colorBgLayout: colour.page,
      colorBgContainer: colour.surface,
      colorBgElevated: colour.raised,
      colorBorder: colour.control,
      colorBorderSecondary: colour.line,
      colorText: colour.text,
      colorTextHeading: colour.text,
      colorTextSecondary: colour.quiet,
      colorTextTertiary: colour.quiet,
      colorTextDescription: colour.quiet,
      colorTextPlaceholder: colour.quiet,
      colorIcon: colour.quiet,
      controlItemBgHover: colour.selected,
      controlItemBgActive: colour.accentSoft,
      controlItemBgActiveHover: colour.accentSoft,
    },
    components: {
      // the dark algorithm would dull the accent of what is pressed; what is being sent can still be read
      Button: { ...accented, opacityLoading: 1 },
      Checkbox: accented,
      Radio: accented,
      Tooltip: { colorTextLightSolid: '#ffffff', colorBgSpotlight: scheme === 'dark' ? '#3a434f' : '#262d36' },
      Segmented: { itemSelectedBg: colour.surface, trackBg: colour.page, itemColor: colour.quiet },
      Tabs: {
        horizontalItemPadding: '8px 0',
        horizontalItemGutter: 20,
        itemSelectedColor: colour.accent,
        itemHoverColor: colour.accentHover,
        inkBarColor: colour.accent,
      },
    },
  }
}

/** Gives our own style sheet the same colours, by name. */
export function paint(root: HTMLElement, scheme: Scheme): void {
  root.dataset['scheme'] = scheme
  root.style.colorScheme = scheme
  for (const [name, value] of Object.entries(palettes[scheme])) root.style.setProperty(`--${kebab(name)}`, value)
  root.style.setProperty('--font', FONT_STACK)
  root.style.setProperty('--mono', MONO_STACK)
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
