// SPDX-License-Identifier: EUPL-1.2
// More icons from lucide (ISC), for the portal alone: the meeting client does not carry them. '@kreide/ui/office' brings them.
import archive from 'lucide-static/icons/archive.svg?raw';
import archiveRestore from 'lucide-static/icons/archive-restore.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import arrowUpDown from 'lucide-static/icons/arrow-up-down.svg?raw';
import badgeCheck from 'lucide-static/icons/badge-check.svg?raw';
import bookOpen from 'lucide-static/icons/book-open.svg?raw';
import building2 from 'lucide-static/icons/building-2.svg?raw';
import calendar from 'lucide-static/icons/calendar.svg?raw';
import calendarDays from 'lucide-static/icons/calendar-days.svg?raw';
import calendarPlus from 'lucide-static/icons/calendar-plus.svg?raw';
import chartColumn from 'lucide-static/icons/chart-column.svg?raw';
import chevronsLeft from 'lucide-static/icons/chevrons-left.svg?raw';
import chevronsRight from 'lucide-static/icons/chevrons-right.svg?raw';
import chevronsUpDown from 'lucide-static/icons/chevrons-up-down.svg?raw';
import circle from 'lucide-static/icons/circle.svg?raw';
import circleDashed from 'lucide-static/icons/circle-dashed.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import clipboardCheck from 'lucide-static/icons/clipboard-check.svg?raw';
import clipboardList from 'lucide-static/icons/clipboard-list.svg?raw';
import cloudDownload from 'lucide-static/icons/cloud-download.svg?raw';
import database from 'lucide-static/icons/database.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsisVertical from 'lucide-static/icons/ellipsis-vertical.svg?raw';
import externalLink from 'lucide-static/icons/external-link.svg?raw';
import file from 'lucide-static/icons/file.svg?raw';
import fileCheck from 'lucide-static/icons/file-check.svg?raw';
import fileClock from 'lucide-static/icons/file-clock.svg?raw';
import fileDown from 'lucide-static/icons/file-down.svg?raw';
import fileInput from 'lucide-static/icons/file-input.svg?raw';
import fileLock from 'lucide-static/icons/file-lock.svg?raw';
import filePen from 'lucide-static/icons/file-pen.svg?raw';
import filePlus from 'lucide-static/icons/file-plus.svg?raw';
import fileSearch from 'lucide-static/icons/file-search.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import fileUp from 'lucide-static/icons/file-up.svg?raw';
import fileX from 'lucide-static/icons/file-x.svg?raw';
import files from 'lucide-static/icons/files.svg?raw';
import fingerprint from 'lucide-static/icons/fingerprint.svg?raw';
import folder from 'lucide-static/icons/folder.svg?raw';
import funnel from 'lucide-static/icons/funnel.svg?raw';
import gauge from 'lucide-static/icons/gauge.svg?raw';
import gitCompare from 'lucide-static/icons/git-compare.svg?raw';
import graduationCap from 'lucide-static/icons/graduation-cap.svg?raw';
import gripVertical from 'lucide-static/icons/grip-vertical.svg?raw';
import handshake from 'lucide-static/icons/handshake.svg?raw';
import heartHandshake from 'lucide-static/icons/heart-handshake.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import house from 'lucide-static/icons/house.svg?raw';
import idCard from 'lucide-static/icons/id-card.svg?raw';
import image from 'lucide-static/icons/image.svg?raw';
import inbox from 'lucide-static/icons/inbox.svg?raw';
import key from 'lucide-static/icons/key.svg?raw';
import landmark from 'lucide-static/icons/landmark.svg?raw';
import laptop from 'lucide-static/icons/laptop.svg?raw';
import layoutDashboard from 'lucide-static/icons/layout-dashboard.svg?raw';
import lifeBuoy from 'lucide-static/icons/life-buoy.svg?raw';
import list from 'lucide-static/icons/list.svg?raw';
import listChecks from 'lucide-static/icons/list-checks.svg?raw';
import listFilter from 'lucide-static/icons/list-filter.svg?raw';
import listTree from 'lucide-static/icons/list-tree.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import mailCheck from 'lucide-static/icons/mail-check.svg?raw';
import mailWarning from 'lucide-static/icons/mail-warning.svg?raw';
import mails from 'lucide-static/icons/mails.svg?raw';
import mapPin from 'lucide-static/icons/map-pin.svg?raw';
import megaphone from 'lucide-static/icons/megaphone.svg?raw';
import moon from 'lucide-static/icons/moon.svg?raw';
import newspaper from 'lucide-static/icons/newspaper.svg?raw';
import palette from 'lucide-static/icons/palette.svg?raw';
import paperclip from 'lucide-static/icons/paperclip.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import puzzle from 'lucide-static/icons/puzzle.svg?raw';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw';
import rotateCw from 'lucide-static/icons/rotate-cw.svg?raw';
import save from 'lucide-static/icons/save.svg?raw';
import scale from 'lucide-static/icons/scale.svg?raw';
import school from 'lucide-static/icons/school.svg?raw';
import scrollText from 'lucide-static/icons/scroll-text.svg?raw';
import shieldAlert from 'lucide-static/icons/shield-alert.svg?raw';
import shieldOff from 'lucide-static/icons/shield-off.svg?raw';
import signature from 'lucide-static/icons/signature.svg?raw';
import smartphone from 'lucide-static/icons/smartphone.svg?raw';
import stamp from 'lucide-static/icons/stamp.svg?raw';
import sun from 'lucide-static/icons/sun.svg?raw';
import sunMoon from 'lucide-static/icons/sun-moon.svg?raw';
import table from 'lucide-static/icons/table.svg?raw';
import tablet from 'lucide-static/icons/tablet.svg?raw';
import tag from 'lucide-static/icons/tag.svg?raw';
import ticket from 'lucide-static/icons/ticket.svg?raw';
import trendingUp from 'lucide-static/icons/trending-up.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import userCheck from 'lucide-static/icons/user-check.svg?raw';
import userCog from 'lucide-static/icons/user-cog.svg?raw';
import userLock from 'lucide-static/icons/user-lock.svg?raw';
import userRound from 'lucide-static/icons/user-round.svg?raw';
import usersRound from 'lucide-static/icons/users-round.svg?raw';
import wifi from 'lucide-static/icons/wifi.svg?raw';
import zoomIn from 'lucide-static/icons/zoom-in.svg?raw';

export const officeIcons = {
  archive,
  'archive-restore': archiveRestore,
  'arrow-down': arrowDown,
  'arrow-up': arrowUp,
  'arrow-up-down': arrowUpDown,
  'badge-check': badgeCheck,
  'book-open': bookOpen,
  'building-2': building2,
  calendar,
  'calendar-days': calendarDays,
  'calendar-plus': calendarPlus,
  'chart-column': chartColumn,
  'chevrons-left': chevronsLeft,
  'chevrons-right': chevronsRight,
  'chevrons-up-down': chevronsUpDown,
  circle,
  'circle-dashed': circleDashed,
  'circle-x': circleX,
  'clipboard-check': clipboardCheck,
  'clipboard-list': clipboardList,
  'cloud-download': cloudDownload,
  database,
  download,
  'ellipsis-vertical': ellipsisVertical,
  'external-link': externalLink,
  file,
  'file-check': fileCheck,
  'file-clock': fileClock,
  'file-down': fileDown,
  'file-input': fileInput,
  'file-lock': fileLock,
  'file-pen': filePen,
  'file-plus': filePlus,
  'file-search': fileSearch,
  'file-text': fileText,
  'file-up': fileUp,
  'file-x': fileX,
  files,
  fingerprint,
  folder,
  funnel,
  gauge,
  'git-compare': gitCompare,
  'graduation-cap': graduationCap,
  'grip-vertical': gripVertical,
  handshake,
  'heart-handshake': heartHandshake,
  history,
  house,
  'id-card': idCard,
  image,
  inbox,
  key,
  landmark,
  laptop,
  'layout-dashboard': layoutDashboard,
  'life-buoy': lifeBuoy,
  list,
  'list-checks': listChecks,
  'list-filter': listFilter,
  'list-tree': listTree,
  mail,
  'mail-check': mailCheck,
  'mail-warning': mailWarning,
  mails,
  'map-pin': mapPin,
  megaphone,
  moon,
  newspaper,
  palette,
  paperclip,
  pause,
  phone,
  play,
  printer,
  puzzle,
  'rotate-ccw': rotateCcw,
  'rotate-cw': rotateCw,
  save,
  scale,
  school,
  'scroll-text': scrollText,
  'shield-alert': shieldAlert,
  'shield-off': shieldOff,
  signature,
  smartphone,
  stamp,
  sun,
  'sun-moon': sunMoon,
  table,
  tablet,
  tag,
  ticket,
  'trending-up': trendingUp,
  upload,
  'user-check': userCheck,
  'user-cog': userCog,
  'user-lock': userLock,
  'user-round': userRound,
  'users-round': usersRound,
  wifi,
  'zoom-in': zoomIn,
} as const;

export type OfficeIconName = keyof typeof officeIcons;
