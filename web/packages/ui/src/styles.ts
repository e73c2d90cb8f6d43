// SPDX-License-Identifier: EUPL-1.2
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
