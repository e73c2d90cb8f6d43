// SPDX-License-Identifier: EUPL-1.2
// The picture of one video slot. It reports each frame it presents; whether it may be seen is decided by the slot's gate.
import type { SlotView } from '@kreide/client';
import { classes } from '@kreide/ui';
import { useEffect, useRef } from 'preact/hooks';

export interface SlotVideoProps {
  view: SlotView;
  presented: (slot: number, rtpTimestamp: number) => void;
  class?: string | undefined;
}

type FrameMetadata = VideoFrameCallbackMetadata & { rtpTimestamp?: number };
/** Where a browser does not say which frame it presented, the receiver says which it handed out last. */
const POLL_MS = 80;

/**
 * What the receiver handed out may still be on its way to the screen: each call gives what the call before it found, so
 * that a frame counts as seen only when the one after it is due.
 */
function laggingTimestamp(receiver: RTCRtpReceiver): () => number | undefined {
  let held: number | undefined;
  return () => {
    const before = held;
    held = receiver.getSynchronizationSources?.()[0]?.rtpTimestamp;
    return before;
  };
}

/** Calls back with the RTP timestamp of each frame that the element presents. */
function followFrames(video: HTMLVideoElement, receiver: RTCRtpReceiver, seen: (rtpTimestamp: number) => void): () => void {
  const lagging = laggingTimestamp(receiver);
  const report = (timestamp: number | undefined): void => {
    if (timestamp !== undefined) seen(timestamp);
  };
  if (typeof video.requestVideoFrameCallback !== 'function') {
    const timer = setInterval(() => {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) report(lagging());
    }, POLL_MS);
    return () => clearInterval(timer);
  }
  let handle = 0;
  const next = (_now: number, metadata: FrameMetadata): void => {
    report(metadata.rtpTimestamp ?? lagging());
    handle = video.requestVideoFrameCallback(next);
  };
  handle = video.requestVideoFrameCallback(next);
  return () => video.cancelVideoFrameCallback(handle);
}

export function SlotVideo({ view, presented, class: className }: SlotVideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  const { slot, stream, receiver } = view;
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = stream;
    video.play().catch(() => undefined);
    const stop = followFrames(video, receiver, (timestamp) => presented(slot, timestamp));
    return () => {
      stop();
      video.srcObject = null;
    };
  }, [slot, stream, receiver, presented]);
  return (
    <video
      ref={element}
      class={classes('slot-video', className)}
      data-slot={slot}
      data-showing={view.showing ? 'true' : 'false'}
      autoplay
      muted
      playsInline
      disablePictureInPicture
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}

/** The own camera, straight from the device. */
export function OwnVideo({ track, mirror }: { track: MediaStreamTrack; mirror: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={element}
      class={classes('slot-video', mirror && 'slot-video--mirrored')}
      data-showing="true"
      autoplay
      muted
      playsInline
      disablePictureInPicture
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
