export { readMachineImage, readMachineTypes, readRegions } from './data-file/landscape-data';
export { ImportProblem } from './import-problem';
