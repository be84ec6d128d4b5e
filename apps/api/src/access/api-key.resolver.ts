import { permissionRefusal, type Role, scopesOf } from '@budeng/access'
import { type ApiKeyRow, listServiceAccounts, type NodeRow, type PersonRow } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import {
  ApiKeyCreateInput,
  ApiKeyObject,
  ApiKeyPayload,
  ApiKeyRevokeInput,
  ApiKeyRotateInput,
  ServiceAccountConnection,
  ServiceAccountCreateInput,
  ServiceAccountDisableInput,
  ServiceAccountObject,
  ServiceAccountPayload,
} from './api-key.type.ts'
import { namedOrganisation } from './find-organisation.ts'
import { createApiKey, revokeApiKey, rotateApiKey } from './manage-api-keys.ts'
import { createServiceAccount, endServiceAccount } from './manage-service-accounts.ts'
import { OrganisationObject } from './organisation.type.ts'
import { PersonObject } from './person.type.ts'

@Resolver(() => ServiceAccountObject)
export class ServiceAccountResolver {
  @Query(() => ServiceAccountConnection, {
    description: 'Accounts of programs under the viewer, by name; empty without `key:read`.',
  })
  async serviceAccounts(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<PersonRow>> {
    const first = pageSize(args.first, 'root')
    const hash = listHash('serviceAccounts')
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['string', 'string'])
    const after = key === null ? null : { name: key[0], id: key[1] }
    const isHidden = permissionRefusal(operation.authority, 'key:read') !== null
    const rows = isHidden ? [] : await operation.read((db) => listServiceAccounts(db, after, first + 1))
    return connectionOf(rows, first, args.after, ({ name, id }) => encodeCursor([name, id], hash))
  }

  @Mutation(() => ServiceAccountPayload, { description: 'Makes an account for a program.' })
  async serviceAccountCreate(
    @Arg('input', () => ServiceAccountCreateInput, { description: 'Where, and with which role.' })
    input: ServiceAccountCreateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ServiceAccountPayload> {
    return await createServiceAccount(operation, input)
  }

  @Mutation(() => ServiceAccountPayload, { description: 'Ends an account of a program, with all its keys.' })
  async serviceAccountDisable(
    @Arg('input', () => ServiceAccountDisableInput, { description: 'Which, and why.' })
    input: ServiceAccountDisableInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ServiceAccountPayload> {
    return await endServiceAccount(operation, input)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The organisation whose subtree it sees.' })
  async organisation(@Root() account: PersonRow, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, account.nodeId)
  }

  @FieldResolver(() => [String], { description: 'What a key of it may be made for.' })
  scopes(@Root() account: PersonRow): readonly string[] {
    return scopesOf(account.role as Role)
  }

  @FieldResolver(() => [ApiKeyObject], { description: 'Its keys, the newest first, ended ones included.' })
  async keys(@Root() account: PersonRow, @Ctx('operation') operation: Operation): Promise<readonly ApiKeyRow[]> {
    return await operation.load.apiKeysOf.load(account.id)
  }
}

@Resolver(() => ApiKeyObject)
export class ApiKeyResolver {
  @Mutation(() => ApiKeyPayload, { description: 'Makes a key of a service account. Its text is in the answer, once.' })
  async apiKeyCreate(
    @Arg('input', () => ApiKeyCreateInput, { description: 'Of which account, for what, until when.' })
    input: ApiKeyCreateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ApiKeyPayload> {
    return await createApiKey(operation, input)
  }

  @Mutation(() => ApiKeyPayload, { description: 'Makes a new key in place of an old one, which works on for a while.' })
  async apiKeyRotate(
    @Arg('input', () => ApiKeyRotateInput, { description: 'Which key, and the overlap.' }) input: ApiKeyRotateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ApiKeyPayload> {
    return await rotateApiKey(operation, input)
  }

  @Mutation(() => ApiKeyPayload, { description: 'Ends a key at once, with its open connections.' })
  async apiKeyRevoke(
    @Arg('input', () => ApiKeyRevokeInput, { description: 'Which key, and why.' }) input: ApiKeyRevokeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ApiKeyPayload> {
    return await revokeApiKey(operation, input)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who made it; null when the viewer does not see them.',
  })
  async createdBy(@Root() key: ApiKeyRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(key.createdBy)
  }
}
