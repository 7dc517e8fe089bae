export { createAsset, type Asset } from './asset';
export { Badge, TickList, type BadgeProps } from './components/badge';
export { Actions, Button, ButtonLink, type ButtonProps } from './components/button';
export { Card, CardHeader } from './components/card';
export { Checkbox, Choices } from './components/checkbox';
export { CodeBlock, Disclosure, type CodeBlockProps } from './components/code-block';
export { Facts, type Fact } from './components/facts';
export { Field, type FieldProps } from './components/field';
export { Form, type FormProps } from './components/form';
export { inlineCode } from './components/inline-code';
export { languageParameter } from './components/language-switch';
export { ErrorSummary, Notice, type ErrorSummaryProps, type NoticeProps } from './components/notice';
export { Page, type PageProps } from './components/page';
export {
  createCatalogue,
  type Catalogue,
  type MessageKey,
  type Messages,
  type Translate,
  type Translated,
} from './i18n/catalogue';
export { catalogueFaults } from './i18n/catalogue-faults';
export { formatAgo, formatDuration, formatMoment, formatRegion } from './i18n/format';
export {
  defaultLanguage,
  isLanguage,
  languageNames,
  languages,
  lookupLanguage,
  parseAcceptLanguage,
  type Language,
} from './i18n/language';
export { accentProblem, defaultAccent } from './look/accent';
export { createLook, type Branding, type Logo, type Look } from './look/look';
export { renderPage } from './render-page';
export { useMessages, useShell, type Shell } from './shell';
