// SPDX-License-Identifier: EUPL-1.2
export * from './call';
export * from './download';
export * from './list';
export * from './upload';
export * from './room-card';
export * from './room-policy';
