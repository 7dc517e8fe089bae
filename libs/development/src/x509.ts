// @peculiar/x509 builds on tsyringe, which wants the metadata functions to be there before it is loaded.
import 'reflect-metadata';

export * from '@peculiar/x509';
