package io.github.sealframe.batchclient.internal;

import com.azure.core.util.ExpandableStringEnum;
import io.github.sealframe.batchclient.models.BatchFileProperties;
import io.github.sealframe.batchclient.models.BatchPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models there are, and what each is called in Microsoft's previous client. */
final class Models {
  /** Names that differ; each of the other models has the same name in both. */
  private static final Map<String, String> PREVIOUS_NAMES =
      """
      AutomaticOsUpgradePolicy AutomaticOSUpgradePolicy
      BatchAccessScope AccessScope
      BatchAffinityInfo AffinityInformation
      BatchAllTasksCompleteMode OnAllTasksComplete
      BatchApplication ApplicationSummary
      BatchApplicationPackageReference ApplicationPackageReference
      BatchAutoPoolSpecification AutoPoolSpecification
      BatchCertificateReference CertificateReference
      BatchCertificateStoreLocation CertificateStoreLocation
      BatchCertificateVisibility CertificateVisibility
      BatchContainerConfiguration ContainerConfiguration
      BatchCreateTaskCollectionResult TaskAddCollectionResult
      BatchDiffDiskSettings DiffDiskSettings
      BatchErrorMessage ErrorMessage
      BatchErrorSourceCategory ErrorCategory
      BatchInboundNatPool InboundNATPool
      BatchJob CloudJob
      BatchJobActionKind JobAction
      BatchJobConstraints JobConstraints
      BatchJobCreateParameters JobAddParameter
      BatchJobDisableParameters JobDisableParameter
      BatchJobExecutionInfo JobExecutionInformation
      BatchJobManagerTask JobManagerTask
      BatchJobNetworkConfiguration JobNetworkConfiguration
      BatchJobPreparationAndReleaseTaskStatus JobPreparationAndReleaseTaskExecutionInformation
      BatchJobPreparationTask JobPreparationTask
      BatchJobPreparationTaskExecutionInfo JobPreparationTaskExecutionInformation
      BatchJobPreparationTaskState JobPreparationTaskState
      BatchJobReleaseTask JobReleaseTask
      BatchJobReleaseTaskExecutionInfo JobReleaseTaskExecutionInformation
      BatchJobReleaseTaskState JobReleaseTaskState
      BatchJobReplaceParameters JobUpdateParameter
      BatchJobSchedule CloudJobSchedule
      BatchJobScheduleConfiguration Schedule
      BatchJobScheduleCreateParameters JobScheduleAddParameter
      BatchJobScheduleExecutionInfo JobScheduleExecutionInformation
      BatchJobScheduleReplaceParameters JobScheduleUpdateParameter
      BatchJobScheduleState JobScheduleState
      BatchJobScheduleStatistics JobScheduleStatistics
      BatchJobScheduleUpdateParameters JobSchedulePatchParameter
      BatchJobSchedulingError JobSchedulingError
      BatchJobSpecification JobSpecification
      BatchJobState JobState
      BatchJobStatistics JobStatistics
      BatchJobTerminateParameters JobTerminateParameter
      BatchJobUpdateParameters JobPatchParameter
      BatchMetadataItem MetadataItem
      BatchNode ComputeNode
      BatchNodeAgentInfo NodeAgentInformation
      BatchNodeCommunicationMode NodeCommunicationMode
      BatchNodeCounts NodeCounts
      BatchNodeDeallocateOption ComputeNodeDeallocateOption
      BatchNodeDeallocateParameters NodeDeallocateParameter
      BatchNodeDeallocationOption ComputeNodeDeallocationOption
      BatchNodeDisableSchedulingOption DisableComputeNodeSchedulingOption
      BatchNodeDisableSchedulingParameters NodeDisableSchedulingParameter
      BatchNodeEndpointConfiguration ComputeNodeEndpointConfiguration
      BatchNodeError ComputeNodeError
      BatchNodeFile NodeFile
      BatchNodeFillType ComputeNodeFillType
      BatchNodeIdentityReference ComputeNodeIdentityReference
      BatchNodeInfo ComputeNodeInformation
      BatchNodePlacementConfiguration NodePlacementConfiguration
      BatchNodePlacementPolicyType NodePlacementPolicyType
      BatchNodeRebootKind ComputeNodeRebootOption
      BatchNodeRebootParameters NodeRebootParameter
      BatchNodeReimageOption ComputeNodeReimageOption
      BatchNodeReimageParameters NodeReimageParameter
      BatchNodeRemoveParameters NodeRemoveParameter
      BatchNodeState ComputeNodeState
      BatchOsDisk OSDisk
      BatchPool CloudPool
      BatchPoolCreateParameters PoolAddParameter
      BatchPoolEnableAutoScaleParameters PoolEnableAutoScaleParameter
      BatchPoolEndpointConfiguration PoolEndpointConfiguration
      BatchPoolEvaluateAutoScaleParameters PoolEvaluateAutoScaleParameter
      BatchPoolIdentityType PoolIdentityType
      BatchPoolInfo PoolInformation
      BatchPoolLifetimeOption PoolLifetimeOption
      BatchPoolNodeCounts PoolNodeCounts
      BatchPoolReplaceParameters PoolUpdatePropertiesParameter
      BatchPoolResizeParameters PoolResizeParameter
      BatchPoolResourceStatistics ResourceStatistics
      BatchPoolSpecification PoolSpecification
      BatchPoolState PoolState
      BatchPoolStatistics PoolStatistics
      BatchPoolUpdateParameters PoolPatchParameter
      BatchPoolUsageStatistics UsageStatistics
      BatchPublicIpAddressConfiguration PublicIPAddressConfiguration
      BatchStartTask StartTask
      BatchStartTaskInfo StartTaskInformation
      BatchStartTaskState StartTaskState
      BatchSubtask SubtaskInformation
      BatchSubtaskState SubtaskState
      BatchSupportedImage ImageInformation
      BatchTask CloudTask
      BatchTaskAddStatus TaskAddStatus
      BatchTaskConstraints TaskConstraints
      BatchTaskContainerExecutionInfo TaskContainerExecutionInformation
      BatchTaskContainerSettings TaskContainerSettings
      BatchTaskCounts TaskCounts
      BatchTaskCountsResult TaskCountsResult
      BatchTaskCreateParameters TaskAddParameter
      BatchTaskCreateResult TaskAddResult
      BatchTaskDependencies TaskDependencies
      BatchTaskExecutionInfo TaskExecutionInformation
      BatchTaskExecutionResult TaskExecutionResult
      BatchTaskFailureInfo TaskFailureInformation
      BatchTaskFailureMode OnTaskFailure
      BatchTaskGroup TaskAddCollectionParameter
      BatchTaskIdRange TaskIdRange
      BatchTaskInfo TaskInformation
      BatchTaskReplaceParameters TaskUpdateParameter
      BatchTaskSchedulingPolicy TaskSchedulingPolicy
      BatchTaskSlotCounts TaskSlotCounts
      BatchTaskState TaskState
      BatchTaskStatistics TaskStatistics
      BatchUefiSettings UefiSettings
      BatchUserAssignedIdentity UserAssignedIdentity
      BatchVmDiskSecurityProfile VMDiskSecurityProfile
      BatchVmImageReference ImageReference
      CifsMountConfiguration CIFSMountConfiguration
      ContainerRegistryReference ContainerRegistry
      DisableBatchJobOption DisableJobOption
      ImageVerificationType VerificationType
      IpAddressProvisioningType IPAddressProvisioningType
      NfsMountConfiguration NFSMountConfiguration
      OutputFileUploadConfig OutputFileUploadOptions
      OutputFileUploadHeader HttpHeader
      RecentBatchJob RecentJob
      UploadBatchServiceLogsParameters UploadBatchServiceLogsConfiguration
      """
          .lines()
          .map(line -> line.split(" "))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

  private Models() {}

  /** Every public class of the package, as compiled, but the one that is made of headers. */
  static List<Class<?>> all() {
    Class<?> one = BatchPool.class;
    try (Stream<Path> files =
        Files.list(
            Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(one.getPackageName().replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.contains("$"))
          .map(file -> one.getPackageName() + "." + file.substring(0, file.lastIndexOf('.')))
          .sorted()
          .<Class<?>>map(Models::named)
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .filter(type -> type != BatchFileProperties.class)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Class<? extends Record>> records() {
    return all().stream()
        .filter(Class::isRecord)
        .<Class<? extends Record>>map(type -> type.asSubclass(Record.class))
        .toList();
  }

  static List<Class<?>> enums() {
    return all().stream().filter(ExpandableStringEnum.class::isAssignableFrom).toList();
  }

  /** The previous client's class for {@code model}. */
  static Class<?> previous(Class<?> model) {
    String name = model.getSimpleName();
    return named(
        "com.microsoft.azure.batch.protocol.models." + PREVIOUS_NAMES.getOrDefault(name, name));
  }

  /** The constants of an enumeration of either client. */
  static List<Object> constants(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == type)
        .map(
            field -> {
              try {
                return field.get(null);
              } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
