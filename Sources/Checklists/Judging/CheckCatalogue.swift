import Findings

/// Every check there is, in the order of their codes: a new one is its file and its line here.
package enum CheckCatalogue {
    package static let all: [Check] = [
        .artefactRefused,
        .readsMetricNothingEmits,
        .readsLabelNothingEmits,
        .thresholdAboveTopBucket,
        .windowShorterThanScrapes,
        .counterComparedRaw,
        .ratioEmptyWhenHealthy,
        .alertPresent,
        .alertRouted,
        .alertInert,
        .pagingSelectsNothing,
        .panelReadsMetricNothingEmits,
        .panelReadsLabelNothingEmits,
        .signalOnDashboard,
        .panelAveragesQuantiles,
        .panelRatesASum,
        .panelFiltersOutFailures,
        .cacheHitRateFormula,
        .thinkingTokensAddedTwice,
        .inputTokensMixed,
        .panelWindowShorterThanScrapes,
        .panelQuantileWithoutBuckets,
        .panelUnitMismatch,
        .panelInert,
        .dashboardMarksNoChange,
        .signalInstrumented,
        .firstTokenNotApart,
        .errorClassesMixed,
        .attemptsInvisible,
        .bucketsCannotShow,
        .unboundedLabel,
        .personalDataInLabel,
        .twoInstrumentations,
        .promptCaptureLeftOn,
        .summaryCannotBeAggregated,
        .typeDisagrees,
        .sampleTooOld,
        .defaultBuckets,
        .tagMissing,
        .tenantLabelTooWide,
        .qualityUndefined,
        .qualityNotEmitted,
        .dependencyWithoutSignal,
        .dependencyUnwatched,
        .timeBeforeClaudeInvisible,
        .telemetryBlocksCalls,
        .flushTooRare,
        .bufferUnbounded,
        .notDrainedOnShutdown,
        .telemetryFailsCalls,
    ]

    /// The check of a name or of a code in either case.
    package static func check(named text: String) -> Check? {
        all.first { check in
            check.kind.name.utf8.elementsEqual(text.utf8)
                || check.kind.code.lowercased().utf8.elementsEqual(text.lowercased().utf8)
        }
    }
}
