// SPDX-License-Identifier: EUPL-1.2
// Name, logo, colours and footer of the operator, for public pages of other areas too, and for those that do not exist.
import { useService } from './service';

export default function Dress() {
  useService();
  return null;
}
