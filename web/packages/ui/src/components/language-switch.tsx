// SPDX-License-Identifier: EUPL-1.2
import { chooseLanguage, language, languages, type Language } from '../i18n/language';
import { tUi } from '../texts';
import { Button } from './button';
import { Menu } from './menu';

/* each language in its own words, so that whoever needs it finds it */
const names: Record<Language, string> = { de: 'Deutsch', en: 'English' };

export function LanguageSwitch() {
  const now = language.value;
  return (
    <Menu
      label={tUi('language')}
      anchor={(props) => (
        <Button variant="quiet" icon="languages" {...props} aria-label={`${now.toUpperCase()}, ${tUi('language')}: ${names[now]}`}>
          {now.toUpperCase()}
        </Button>
      )}
      items={languages.map((each) => ({ id: each, label: names[each], checked: each === now, onSelect: () => chooseLanguage(each) }))}
    />
  );
}
