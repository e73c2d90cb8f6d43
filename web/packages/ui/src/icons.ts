// SPDX-License-Identifier: EUPL-1.2
// The icons in use, from lucide (ISC), bundled as text. Add a line to each list to use another.
import type { OfficeIconName } from './office-icons';
import activity from 'lucide-static/icons/activity.svg?raw';
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import ban from 'lucide-static/icons/ban.svg?raw';
import bell from 'lucide-static/icons/bell.svg?raw';
import calendarClock from 'lucide-static/icons/calendar-clock.svg?raw';
import camera from 'lucide-static/icons/camera.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import chevronUp from 'lucide-static/icons/chevron-up.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleMinus from 'lucide-static/icons/circle-minus.svg?raw';
import circlePause from 'lucide-static/icons/circle-pause.svg?raw';
import circleQuestionMark from 'lucide-static/icons/circle-question-mark.svg?raw';
import circleStop from 'lucide-static/icons/circle-stop.svg?raw';
import clapperboard from 'lucide-static/icons/clapperboard.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import doorClosed from 'lucide-static/icons/door-closed.svg?raw';
import doorOpen from 'lucide-static/icons/door-open.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import expand from 'lucide-static/icons/expand.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import galleryVerticalEnd from 'lucide-static/icons/gallery-vertical-end.svg?raw';
import globe from 'lucide-static/icons/globe.svg?raw';
import hand from 'lucide-static/icons/hand.svg?raw';
import handMetal from 'lucide-static/icons/hand-metal.svg?raw';
import headphones from 'lucide-static/icons/headphones.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import languages from 'lucide-static/icons/languages.svg?raw';
import layoutGrid from 'lucide-static/icons/layout-grid.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import loaderCircle from 'lucide-static/icons/loader-circle.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import lockOpen from 'lucide-static/icons/lock-open.svg?raw';
import logIn from 'lucide-static/icons/log-in.svg?raw';
import logOut from 'lucide-static/icons/log-out.svg?raw';
import maximize2 from 'lucide-static/icons/maximize-2.svg?raw';
import menu from 'lucide-static/icons/menu.svg?raw';
import messageSquare from 'lucide-static/icons/message-square.svg?raw';
import messageSquareOff from 'lucide-static/icons/message-square-off.svg?raw';
import mic from 'lucide-static/icons/mic.svg?raw';
import micOff from 'lucide-static/icons/mic-off.svg?raw';
import minimize2 from 'lucide-static/icons/minimize-2.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import monitor from 'lucide-static/icons/monitor.svg?raw';
import monitorUp from 'lucide-static/icons/monitor-up.svg?raw';
import monitorX from 'lucide-static/icons/monitor-x.svg?raw';
import panelRight from 'lucide-static/icons/panel-right.svg?raw';
import panelRightClose from 'lucide-static/icons/panel-right-close.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import pin from 'lucide-static/icons/pin.svg?raw';
import pinOff from 'lucide-static/icons/pin-off.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import presentation from 'lucide-static/icons/presentation.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import qrCode from 'lucide-static/icons/qr-code.svg?raw';
import refreshCw from 'lucide-static/icons/refresh-cw.svg?raw';
import scanEye from 'lucide-static/icons/scan-eye.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/send.svg?raw';
import server from 'lucide-static/icons/server.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import shield from 'lucide-static/icons/shield.svg?raw';
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw';
import signal from 'lucide-static/icons/signal.svg?raw';
import signalHigh from 'lucide-static/icons/signal-high.svg?raw';
import signalLow from 'lucide-static/icons/signal-low.svg?raw';
import signalMedium from 'lucide-static/icons/signal-medium.svg?raw';
import signalZero from 'lucide-static/icons/signal-zero.svg?raw';
import smile from 'lucide-static/icons/smile.svg?raw';
import snowflake from 'lucide-static/icons/snowflake.svg?raw';
import square from 'lucide-static/icons/square.svg?raw';
import switchCamera from 'lucide-static/icons/switch-camera.svg?raw';
import timer from 'lucide-static/icons/timer.svg?raw';
import trash2 from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import undo2 from 'lucide-static/icons/undo-2.svg?raw';
import unplug from 'lucide-static/icons/unplug.svg?raw';
import user from 'lucide-static/icons/user.svg?raw';
import userMinus from 'lucide-static/icons/user-minus.svg?raw';
import userPlus from 'lucide-static/icons/user-plus.svg?raw';
import userX from 'lucide-static/icons/user-x.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import video from 'lucide-static/icons/video.svg?raw';
import videoOff from 'lucide-static/icons/video-off.svg?raw';
import volume2 from 'lucide-static/icons/volume-2.svg?raw';
import volumeX from 'lucide-static/icons/volume-x.svg?raw';
import wifiOff from 'lucide-static/icons/wifi-off.svg?raw';
import wrench from 'lucide-static/icons/wrench.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

export const icons = {
  activity,
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  ban,
  bell,
  'calendar-clock': calendarClock,
  camera,
  check,
  'chevron-down': chevronDown,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  'chevron-up': chevronUp,
  'circle-alert': circleAlert,
  'circle-check': circleCheck,
  'circle-minus': circleMinus,
  'circle-pause': circlePause,
  'circle-question-mark': circleQuestionMark,
  'circle-stop': circleStop,
  clapperboard,
  clock,
  copy,
  'door-closed': doorClosed,
  'door-open': doorOpen,
  ellipsis,
  expand,
  eye,
  'eye-off': eyeOff,
  'gallery-vertical-end': galleryVerticalEnd,
  globe,
  hand,
  'hand-metal': handMetal,
  headphones,
  hourglass,
  info,
  'key-round': keyRound,
  languages,
  'layout-grid': layoutGrid,
  link,
  'loader-circle': loaderCircle,
  lock,
  'lock-open': lockOpen,
  'log-in': logIn,
  'log-out': logOut,
  'maximize-2': maximize2,
  menu,
  'message-square': messageSquare,
  'message-square-off': messageSquareOff,
  mic,
  'mic-off': micOff,
  'minimize-2': minimize2,
  minus,
  monitor,
  'monitor-up': monitorUp,
  'monitor-x': monitorX,
  'panel-right': panelRight,
  'panel-right-close': panelRightClose,
  pencil,
  pin,
  'pin-off': pinOff,
  plus,
  presentation,
  printer,
  'qr-code': qrCode,
  'refresh-cw': refreshCw,
  'scan-eye': scanEye,
  search,
  send,
  server,
  settings,
  shield,
  'shield-check': shieldCheck,
  signal,
  'signal-high': signalHigh,
  'signal-low': signalLow,
  'signal-medium': signalMedium,
  'signal-zero': signalZero,
  smile,
  snowflake,
  square,
  'switch-camera': switchCamera,
  timer,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  'undo-2': undo2,
  unplug,
  user,
  'user-minus': userMinus,
  'user-plus': userPlus,
  'user-x': userX,
  users,
  video,
  'video-off': videoOff,
  'volume-2': volume2,
  'volume-x': volumeX,
  'wifi-off': wifiOff,
  wrench,
  x,
} as const;

/** The portal's own icons can be named everywhere, but are only there once '@kreide/ui/office' was imported. */
export type IconName = keyof typeof icons | OfficeIconName;
