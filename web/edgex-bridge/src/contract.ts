// What must be known of the contract before an order can be signed: from the venue's metadata.

import type { Settings } from './config';
import { parseDecimal } from './decimal';
import type { Decimal } from './decimal';
import type { ContractV1 } from './sign_v1';
import type { ContractV2 } from './sign_v2';

export interface Contract {
    id: string;
    name: string;
    tick: Decimal;
    step: Decimal;
    minSize: Decimal;
    v1: ContractV1 | null;
    v2: ContractV2 | null;
}

type Fields = { [key: string]: unknown };

function text(fields: Fields | undefined, name: string): string {
    const value = fields?.[name];
    return value === null || value === undefined ? '' : String(value);
}

// `metadata` is the data of getMetaData. Throws Error, naming what is missing.
export function findContract(metadata: Fields, settings: Settings): Contract {
    const contracts = metadata['contractList'] as Fields[];
    const coins = metadata['coinList'] as Fields[];
    const global = metadata['global'] as Fields;
    const name = settings.ticker + (settings.version === 'v1' ? 'USD' : 'USDC');
    const found = settings.contractId
        ? contracts.find((each) => text(each, 'contractId') === settings.contractId)
        : contracts.find((each) => text(each, 'contractName') === name);
    if (!found) {
        const near = contracts.find((each) => text(each, 'contractName') === name);
        const hint = near ? `; ${name} is ${text(near, 'contractId')}` : '';
        throw new Error(`EdgeX has no contract ${settings.contractId || name}${hint}`);
    }
    if (text(found, 'contractName') !== name)
        throw new Error(
            `CONFIG.edgex.contractId ${settings.contractId} is ${text(found, 'contractName')}, not ${name}`,
        );
    const collateral = (global['starkExCollateralCoin'] as Fields | undefined) ?? {};
    const quoteCoin = coins.find((coin) => text(coin, 'coinId') === text(found, 'quoteCoinId'));
    const common = { accountId: settings.accountId, contractId: text(found, 'contractId') };
    const takerFeeRate = text(found, 'defaultTakerFeeRate');
    return {
        id: common.contractId,
        name,
        tick: parseDecimal(text(found, 'tickSize'), 'tickSize'),
        step: parseDecimal(text(found, 'stepSize'), 'stepSize'),
        minSize: parseDecimal(text(found, 'minOrderSize'), 'minOrderSize'),
        v1:
            settings.version === 'v1'
                ? {
                      ...common,
                      syntheticAssetId: text(found, 'starkExSyntheticAssetId'),
                      syntheticResolution: text(found, 'starkExResolution'),
                      collateralAssetId: text(collateral, 'starkExAssetId'),
                      collateralResolution: text(collateral, 'starkExResolution'),
                      takerFeeRate,
                  }
                : null,
        v2:
            settings.version === 'v2'
                ? {
                      ...common,
                      resolution: text(found, 'resolution'),
                      quoteCoinId: text(found, 'quoteCoinId'),
                      quoteResolution: text(quoteCoin, 'resolution'),
                      takerFeeRate,
                      makerFeeRate: text(found, 'defaultMakerFeeRate'),
                      chainId: text(global, 'nativeChainId') || text(global, 'chainId'),
                      verifyingContract: text(global, 'contractAddress'),
                  }
                : null,
    };
}
